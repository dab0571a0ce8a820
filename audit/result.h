#pragma once
// The result type of the audit layer: a value, or in words what is wrong. Nothing here decides by kind of error: an
// operator or an auditor reads it.
#include <boost/system/result.hpp>
#include <string>

namespace jaali::audit {

template <class T>
using Result = boost::system::result<T, std::string>;

}  // namespace jaali::audit
