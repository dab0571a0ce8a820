#!/usr/bin/env bash
# Run once by the database's image, as postgres, on an empty data folder.
set -Eeuo pipefail

run=/run/jaali
secret() { cat "$run/secrets/$1"; }
PASSWORD_SUPPORT_ALI=$(secret support_ali) PASSWORD_ANALYST_SARA=$(secret analyst_sara) PASSWORD_DPO_HINA=$(secret dpo_hina)
PASSWORD_SERVICE=$(secret service_for_setup)
export PASSWORD_SUPPORT_ALI PASSWORD_ANALYST_SARA PASSWORD_DPO_HINA PASSWORD_SERVICE

psql -X -q -v ON_ERROR_STOP=1 -d crm -f /demo/crm.sql -f "$run/data.sql" -f /demo/roles.sql -c ANALYZE
# All that a database needs for Jaali.
printf '%s\n' '\getenv jaali_password PASSWORD_SERVICE' "\\i $run/setup.sql" | psql -X -q -v ON_ERROR_STOP=1 -d postgres -f -
# Over the network only with TLS, as setup-sql's pg_hba lines have it. The proxy's address is not known here.
printf '%s\n' 'local all all trust' 'hostssl all all all scram-sha-256' >"$PGDATA/pg_hba.conf"
