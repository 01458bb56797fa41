"""Call plans out of exports of a FreePBX, without a database."""
