"""Call plans out of a FreePBX: its files are looked through, what comes of them is shown, then drafts are made."""
