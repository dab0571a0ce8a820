#pragma once
// All of PostgreSQL's value codecs: one reader and one writer per type and format, over the neutral forms of
// protocol/value_model.h. Text types need none: their two formats are the same bytes.
#include "protocol/postgres/types.h"
#include "protocol/postgres/value_array.h"
#include "protocol/postgres/value_bytes.h"
#include "protocol/postgres/value_constants.h"
#include "protocol/postgres/value_datetime.h"
#include "protocol/postgres/value_number.h"
#include "protocol/value_model.h"
#include "protocol/value_text.h"
