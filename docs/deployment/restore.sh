#!/usr/bin/env bash
# Restores a backup into folders that are empty or not there yet: restore.sh ARCHIVE
# The folders are those of ESG_DATA_DIR and ESG_WAREHOUSE_DIR. Nothing that is there is overwritten.
set -euo pipefail

archive=$(realpath "${1:?which archive shall be restored?}")
store=${ESG_DATA_DIR:-data}
warehouse=${ESG_WAREHOUSE_DIR:-warehouse}

for folder in "$store" "$warehouse"; do
    if [ -d "$folder" ] && [ -n "$(ls -A "$folder")" ]; then
        echo "$folder is not empty: move it away first, nothing was restored" >&2
        exit 1
    fi
done
(cd "$(dirname "$archive")" && sha256sum --check --quiet "$(basename "$archive").sha256") \
    || { echo "$archive is damaged: nothing was restored" >&2; exit 1; }

mkdir -p "$store" "$warehouse"
tar --extract --gzip --file "$archive" --directory "$store" --strip-components=1 data
tar --extract --gzip --file "$archive" --directory "$warehouse" --strip-components=1 warehouse
echo "Restored $store and $warehouse. Next: esg status"
