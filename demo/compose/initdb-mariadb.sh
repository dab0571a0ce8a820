#!/usr/bin/env bash
# Run once by MariaDB's image, as mysql, on an empty data folder.
set -Eeuo pipefail

run=/run/jaali
secret() { cat "$run/secrets/$1"; }
{
  cat /demo/crm-mysql.sql "$run/data.sql"
  for name in support_ali analyst_sara dpo_hina; do echo "SET @password_$name = '$(secret "$name")';"; done
  cat /demo/roles-mysql.sql
  # All that a server needs for Jaali.
  echo "SET @jaali_password = '$(secret service_for_setup)';"
  cat "$run/setup-mariadb.sql"
} | MYSQL_PWD=$(secret superuser) mariadb --user=root --default-character-set=utf8mb4 --batch --skip-column-names
