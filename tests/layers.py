"""The layers of design.md §4, checked: no include goes up, and a library is used only where its row says.

Runs alone (`tests/layers.py [ROOT]` prints every wrong include, exit 1 if there is one) and under pytest,
where it also shows that each kind of wrong include would be found.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What a layer's files may include of ours.
MAY_INCLUDE = {
    "protocol": {"protocol"},
    "sql": {"sql"},
    "masking_rules": {"masking_rules", "sql", "protocol"},
    "audit": {"audit"},
    "proxy": {"proxy", "audit", "masking_rules", "sql", "protocol"},
}
# Of protocol/, masking_rules/ gets the value codecs and the type of secrets; messages and logins are not its business.
BARRED = {("masking_rules", "protocol"): re.compile(r"/(frame|frontend|backend|startup|scram|session|login|state)[a-z_]*\.")}

# A library's headers, and the files that may include them.
LIBRARIES = {
    "Boost.Asio": (
        re.compile(r"^boost/(asio|beast)(/|\.hpp)"),
        re.compile(r"^proxy/(net|session|admin)/|^proxy/(cli/)?serve|^proxy/cli/serve/|^proxy/precompiled\.h$"),
    ),
    "libpq": (re.compile(r"^(libpq-fe\.h|postgresql/libpq|libpq/)"), re.compile(r"^proxy/catalog/")),
    "Connector/C++": (re.compile(r"^(mysql|mariadb|cppconn)"), re.compile(r"^proxy/catalog/")),
    "toml++": (re.compile(r"^toml(\+\+|\.hpp)"), re.compile(r"load|toml")),
    "libpg_query": (re.compile(r"^pg_query"), re.compile(r"^sql/.*postgres_parser|^sql/.*postgres/")),
    "SQLite": (re.compile(r"^sqlite3"), re.compile(r"^audit/")),
    "OpenSSL's TLS": (re.compile(r"^openssl/(ssl|bio|tls)"), re.compile(r"^proxy/")),
    "sockets": (
        re.compile(r"^(sys/(socket|un|epoll)\.h|netinet/|arpa/|netdb\.h|poll\.h)"),
        re.compile(r"^proxy/"),
    ),
    "spdlog": (re.compile(r"^spdlog/|^fmt/"), re.compile(r"^proxy/")),
}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
COMMENT = re.compile(r"/\*.*?\*/", re.S)


def wrong_includes(path: str, text: str) -> list[str]:
    """What is wrong with the includes of one file; path is relative to the root, with forward slashes."""
    layer = path.split("/")[0]
    if layer not in MAY_INCLUDE:
        return []
    wrong = []
    for form, name in INCLUDE.findall(COMMENT.sub("", text)):
        target = name.split("/")[0]
        if target in MAY_INCLUDE and "/" in name:
            if target not in MAY_INCLUDE[layer]:
                wrong.append(f"{path}: {layer}/ may not include {name}")
            barred = BARRED.get((layer, target))
            if barred and barred.search(name):
                wrong.append(f"{path}: {layer}/ may include only value codecs of {target}/, not {name}")
        elif form == '"' and "/" not in name:
            wrong.append(f'{path}: "{name}" does not name its layer (write "{path.rsplit("/", 1)[0]}/{name}")')
        elif name.startswith(".."):
            wrong.append(f"{path}: {name} climbs out of its folder")
        elif target in ("tests", "bench"):
            wrong.append(f"{path}: the product may not include {name}")
        for library, (header, where) in LIBRARIES.items():
            if header.match(name) and not where.search(path):
                wrong.append(f"{path}: {library} is not for this file ({name})")
    return wrong


def check(root: Path) -> tuple[int, list[str]]:
    files, wrong = 0, []
    for layer in MAY_INCLUDE:
        for path in sorted((root / layer).rglob("*")):
            if path.suffix in (".h", ".hpp", ".cpp", ".cc", ".inc", ".ipp") and path.is_file():
                files += 1
                wrong += wrong_includes(path.relative_to(root).as_posix(), path.read_text(errors="replace"))
    return files, wrong


def test_no_include_goes_up():
    files, wrong = check(ROOT)
    assert files > 20, "the layers were not found"
    assert not wrong, "\n" + "\n".join(wrong)


def test_every_kind_of_wrong_include_is_found():
    bad = {
        "protocol/postgres/frame.cpp": '#include "sql/ast.h"\n',
        "sql/scope.h": '#include "protocol/result.h"\n',
        "audit/record.cpp": '#include "masking_rules/policy.h"\n',
        "masking_rules/decide.cpp": '#include "proxy/gate/gate.h"\n',
        "masking_rules/mask.h": '#include "protocol/postgres/startup.h"\n',
        "protocol/postgres/a.cpp": "#include <boost/asio/ip/tcp.hpp>\n",
        "proxy/gate/gate.cpp": "  #  include <boost/asio.hpp>\n",
        "proxy/gate/names.cpp": "#include <libpq-fe.h>\n",
        "proxy/rows/rows.cpp": "#include <toml++/toml.h>\n",
        "proxy/gate/parse.cpp": "#include <pg_query.h>\n",
        "proxy/session/x.cpp": "#include <sqlite3.h>\n",
        "protocol/tls.cpp": "#include <openssl/ssl.h>\n",
        "audit/writer.cpp": "#include <sys/socket.h>\n",
        "sql/lineage.cpp": "#include <spdlog/spdlog.h>\n",
        "proxy/gate/a.cpp": '#include "b.h"\n',
        "proxy/gate/c.cpp": '#include "../session/b.h"\n',
        "proxy/gate/d.cpp": '#include "tests/unit/fake.h"\n',
        "sql/hidden.cpp": '/* text */ #include <vector>\n#include "audit/record.h"\n',
    }
    for path, text in bad.items():
        assert wrong_includes(path, text), f"{path} was let through: {text}"


def test_right_includes_pass():
    good = {
        "protocol/postgres/frame.cpp": '#include "protocol/postgres/frame.h"\n#include <openssl/hmac.h>\n',
        "masking_rules/masks/keep.cpp": '#include "protocol/postgres/values.h"\n#include "sql/catalog.h"\n',
        "masking_rules/load_rules.cpp": "#include <toml++/toml.h>\n",
        "proxy/catalog/postgres.cpp": '#include <libpq-fe.h>\n#include "sql/catalog.h"\n',
        "proxy/net/reactor.cpp": "#include <boost/asio/ip/tcp.hpp>\n#include <sys/socket.h>\n",
        "proxy/cli/serve.cpp": "#include <boost/asio/signal_set.hpp>\n",
        "sql/postgres_parser/adapter.cpp": "#include <pg_query.h>\n",
        "audit/index.cpp": "#include <sqlite3.h>\n",
        "sql/doc.h": '/* #include "proxy/gate/gate.h" */\n#include <string>\n',
    }
    for path, text in good.items():
        assert not wrong_includes(path, text), wrong_includes(path, text)


if __name__ == "__main__":
    count, problems = check(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)
    print("\n".join(problems) or f"{count} files, no include goes up")
    sys.exit(1 if problems else 0)
