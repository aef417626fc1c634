#!/bin/sh
# Copies the database and deletes copies older than seven days.
set -eu

backup_database() {
    sqlite3 "$1" ".backup '$2/lending-$(date +%F).db'"
}

delete_old_copies() {
    find "$1" -name 'lending-*.db' -mtime +7 -delete
}

backup_database "$1" "$2"
delete_old_copies "$2"
