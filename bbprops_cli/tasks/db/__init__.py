"""Use cases of the database as a whole: its environment label, migrations, backups, trash and statistics."""
