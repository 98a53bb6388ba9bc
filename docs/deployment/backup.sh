#!/usr/bin/env bash
# Backs up the store and the warehouse folder between two runs: backup.sh FOLDER
# Writes FOLDER/esg-<time>.tar.gz and its checksum, both whole or not at all. Prints the name of the archive.
set -euo pipefail
umask 077

target=${1:?which folder shall hold the backup?}
store=$(realpath "${ESG_DATA_DIR:-data}")
warehouse=$(realpath "${ESG_WAREHOUSE_DIR:-warehouse}")
wait=${ESG_BACKUP_WAIT_SECONDS:-3600}
mkdir -p "$target"
target=$(realpath "$target")
name=esg-$(date -u +%Y%m%dT%H%M%SZ).tar.gz

# A run holds this lock from its first step to its last; several readers may hold it together.
exec 9>>"$warehouse/.lock"
flock --shared --wait "$wait" 9 || { echo "a run has held $warehouse for $wait seconds: no backup" >&2; exit 1; }

new=$target/.$name.new
trap 'rm -f "$new" "$new.gz"' EXIT
tar --create --file "$new" --transform='s,^\.,data,rSH' --directory "$store" .
# Readings and data docs are made anew by a run; what a killed run left aside is of no use.
tar --append --file "$new" --transform='s,^\.,warehouse,rSH' --directory "$warehouse" \
    --anchored --exclude='./readings' --exclude='./data_docs' --exclude='./.lock' --exclude='./.*.new*' .
gzip "$new"
(cd "$target" && sha256sum <".$name.new.gz" | sed "s/-\$/$name/" >"$name.sha256")
mv "$new.gz" "$target/$name"
echo "$target/$name"
