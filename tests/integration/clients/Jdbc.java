import java.sql.*;
import java.util.*;

/** pgjdbc over TLS: text and binary results, batches, a cursor by fetch size, generated keys, metadata. Prints one JSON object. */
public class Jdbc {
    static final String SQL = "SELECT id, full_name, cnic, email, phone, dob, salary FROM citizens WHERE id <= ? ORDER BY id";

    public static void main(String[] args) throws Exception {
        String url = "jdbc:postgresql://localhost:" + args[0] + "/crm?sslmode=verify-ca&sslrootcert=" + args[2];
        Map<String, Object> out = new LinkedHashMap<>();
        Properties who = new Properties();
        who.put("user", args[1]);
        who.put("password", System.getenv("PGPASSWORD"));
        try (Connection c = DriverManager.getConnection(url, who)) {
            out.put("text", read(c));
            List<Object> repeated = new ArrayList<>();
            try (PreparedStatement s = c.prepareStatement(SQL)) {
                for (int round = 0; round < 8; round++) { // beyond prepareThreshold: named statements, then binary
                    s.setInt(1, 3);
                    repeated.add(rows(s.executeQuery()));
                }
            }
            out.put("repeated", repeated);
            c.setAutoCommit(false);
            try (Statement s = c.createStatement()) {
                s.setFetchSize(2); // a suspended portal
                out.put("cursor", rows(s.executeQuery("SELECT id, full_name, cnic, email, phone, dob, salary FROM citizens WHERE id <= 5 ORDER BY id")));
            }
            try (PreparedStatement s = c.prepareStatement("INSERT INTO notes VALUES (?, ?)")) {
                for (int i = 910; i < 915; i++) {
                    s.setInt(1, i);
                    s.setString(2, "batch");
                    s.addBatch();
                }
                out.put("batch", Arrays.stream(s.executeBatch()).sum());
            }
            try (PreparedStatement s = c.prepareStatement("INSERT INTO orders(citizen_id, amount) VALUES (1, 5)", Statement.RETURN_GENERATED_KEYS)) {
                s.executeUpdate();
                s.getGeneratedKeys().next();
                out.put("keys", 1);
            }
            c.rollback();
            c.setAutoCommit(true);
            try (Statement s = c.createStatement()) {
                s.executeUpdate("INSERT INTO orders(citizen_id, amount) VALUES (1, -1)");
            } catch (SQLException e) {
                out.put("error", e.getSQLState());
            }
        }
        who.put("binaryTransfer", "true");
        who.put("prepareThreshold", "-1"); // binary from the first execution
        try (Connection c = DriverManager.getConnection(url, who)) { out.put("binary", read(c)); }
        who.put("preferQueryMode", "simple");
        try (Connection c = DriverManager.getConnection(url, who)) { out.put("simple", read(c)); }
        System.out.println(json(out));
    }

    static Object read(Connection c) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(SQL)) {
            s.setInt(1, 3);
            return rows(s.executeQuery());
        }
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
