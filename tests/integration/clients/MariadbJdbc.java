import java.sql.*;
import java.util.*;

/** MariaDB Connector/J: client-side and server-side prepared statements, fetch size, batches, generated keys, metadata. Prints one JSON object. */
public class MariadbJdbc {
    static final String COLUMNS = "id, full_name, cnic, email, phone, dob, salary";
    static final String SQL = "SELECT " + COLUMNS + " FROM citizens WHERE id <= ? ORDER BY id";

    public static void main(String[] args) throws Exception {
        String tls = args.length > 2 ? "&useSsl=true&serverSslCert=" + args[2] : "&useSsl=false&allowPublicKeyRetrieval=true";
        Map<String, Object> out = new LinkedHashMap<>();
        for (String mode : new String[] {"false", "true"}) {
            String url = "jdbc:mariadb://localhost:" + args[0] + "/crm?useServerPrepStmts=" + mode + "&useBulkStmts=true&allowMultiQueries=true" + tls;
            try (Connection c = DriverManager.getConnection(url, args[1], System.getenv("DB_PASSWORD"))) {
                List<Object> repeated = new ArrayList<>();
                try (PreparedStatement s = c.prepareStatement(SQL)) {
                    for (int round = 0; round < 3; round++) {
                        s.setInt(1, 3);
                        repeated.add(rows(s.executeQuery()));
                    }
                }
                out.put("prepared-" + mode, repeated);
                try (Statement s = c.createStatement()) {
                    s.setFetchSize(2);
                    List<Object> seen = new ArrayList<>();
                    ResultSet r = s.executeQuery("SELECT cnic FROM citizens WHERE id <= 200 ORDER BY id");
                    while (r.next()) seen.add(r.getString(1));
                    out.put("streamed-" + mode, seen);
                }
                c.setAutoCommit(false);
                try (PreparedStatement s = c.prepareStatement("INSERT INTO notes(id, body) VALUES (?, ?)")) {
                    for (int i = 910; i < 915; i++) {
                        s.setInt(1, i);
                        s.setString(2, "batch");
                        s.addBatch();
                    }
                    out.put("batch-" + mode, s.executeBatch().length);
                }
                try (PreparedStatement s = c.prepareStatement("INSERT INTO orders(citizen_id, amount) VALUES (1, 5)", Statement.RETURN_GENERATED_KEYS)) {
                    s.executeUpdate();
                    ResultSet keys = s.getGeneratedKeys();
                    out.put("keys-" + mode, keys.next() ? 1 : 0);
                }
                c.rollback();
                c.setAutoCommit(true);
                try (Statement s = c.createStatement()) {
                    s.executeUpdate("INSERT INTO orders(citizen_id, amount) VALUES (1, -1)");
                } catch (SQLException e) {
                    out.put("error-" + mode, e.getErrorCode());
                }
                int columns = 0;
                try (ResultSet r = c.getMetaData().getColumns("crm", null, "citizens", null)) { while (r.next()) columns++; }
                out.put("columns-" + mode, columns);
            }
        }
        System.out.println(json(out));
    }

    static List<Object> rows(ResultSet r) throws SQLException {
        List<Object> all = new ArrayList<>();
        int n = r.getMetaData().getColumnCount();
        while (r.next()) {
            List<Object> row = new ArrayList<>();
            for (int i = 1; i <= n; i++) row.add(r.getString(i));
            all.add(row);
        }
        return all;
    }

    static String json(Object o) {
        if (o == null) return "null";
        if (o instanceof Number) return o.toString();
        StringBuilder b = new StringBuilder();
        if (o instanceof Map<?, ?> m) {
            m.forEach((k, v) -> b.append(b.isEmpty() ? "" : ",").append(json(k)).append(":").append(json(v)));
            return "{" + b + "}";
        }
        if (o instanceof List<?> l) {
            for (Object x : l) b.append(b.isEmpty() ? "" : ",").append(json(x));
            return "[" + b + "]";
        }
        return "\"" + o.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
