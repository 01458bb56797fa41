"""Call plans from exports of a FreePBX: files to rows (reading), rows to steps (carrying), and what is left behind."""
