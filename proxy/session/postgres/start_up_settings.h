#pragma once
// What a restricted caller may ask for in its StartupMessage: settings by the same list as SET, no replication. `options`
// is read as the server reads it ("-c name=value", "--name=value").
#include <string>
#include <utility>
#include <vector>

#include "masking_rules/classified_catalog.h"

namespace jaali::proxy::session::postgres {

using Parameters = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] bool asks_for_replication(const Parameters& parameters);
/// Replication of the server as a whole: the server does not look at the database named, which need not exist
/// (pg_basebackup and others name "replication").
[[nodiscard]] bool names_no_database(const Parameters& parameters);
/// Empty where the caller may have the server's stream of changes and its base backups by the rules of now; otherwise why
/// not: they carry every database, as it lies.
[[nodiscard]] std::string judge_replication(masking_rules::CallerIdentity caller, const masking_rules::ClassifiedCatalog& catalog);
/// Empty, or what is wrong with the names of user or database: a server cuts a long one to one that may be another's.
[[nodiscard]] std::string problem_of_names(const Parameters& parameters);
/// Empty where the start-up may go on; otherwise why not.
[[nodiscard]] std::string judge_start_up(const Parameters& parameters, masking_rules::CallerIdentity caller,
                                         const masking_rules::ClassifiedCatalog& catalog);

}  // namespace jaali::proxy::session::postgres
