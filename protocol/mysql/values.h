#pragma once
// All value codecs of MySQL and MariaDB: one reader and one writer per type and protocol, over the neutral forms of
// protocol/value_model.h. DECIMAL is text in both protocols; strings are bytes of a charset in both.
#include "protocol/mysql/charsets.h"
#include "protocol/mysql/column_type.h"
#include "protocol/mysql/value_constants.h"
#include "protocol/mysql/value_datetime.h"
#include "protocol/mysql/value_number.h"
#include "protocol/value_model.h"
#include "protocol/value_text.h"
