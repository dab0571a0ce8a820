import java.sql.*;

/** Every introspection call of JDBC that a tool is likely to make; for benign/capture.py and test_clients.py. */
public class Metadata {
    public static void main(String[] args) throws Exception {
        try (Connection c = DriverManager.getConnection(args[0], args[1], System.getenv("PGPASSWORD"))) {
            DatabaseMetaData m = c.getMetaData();
            int rows = 0;
            rows += count(m.getSchemas());
            rows += count(m.getCatalogs());
            rows += count(m.getTableTypes());
            rows += count(m.getTables(null, "public", "%", new String[] {"TABLE", "VIEW", "MATERIALIZED VIEW", "SEQUENCE"}));
            rows += count(m.getColumns(null, "public", "%", "%"));
            rows += count(m.getPrimaryKeys(null, "public", "citizens"));
            rows += count(m.getImportedKeys(null, "public", "orders"));
            rows += count(m.getExportedKeys(null, "public", "citizens"));
            rows += count(m.getCrossReference(null, "public", "citizens", null, "public", "orders"));
            rows += count(m.getIndexInfo(null, "public", "citizens", false, false));
            rows += count(m.getTypeInfo());
            rows += count(m.getUDTs(null, "public", "%", null));
            rows += count(m.getFunctions(null, "public", "%"));
            rows += count(m.getFunctionColumns(null, "public", "%", "%"));
            rows += count(m.getProcedures(null, "public", "%"));
            rows += count(m.getProcedureColumns(null, "public", "%", "%"));
            rows += count(m.getTablePrivileges(null, "public", "citizens"));
            rows += count(m.getColumnPrivileges(null, "public", "citizens", "%"));
            rows += count(m.getBestRowIdentifier(null, "public", "citizens", DatabaseMetaData.bestRowSession, false));
            rows += count(m.getVersionColumns(null, "public", "citizens"));
            rows += count(m.getClientInfoProperties());
            m.getSQLKeywords();
            m.getMaxColumnNameLength();
            m.getDefaultTransactionIsolation();
            m.getUserName();
            c.getTransactionIsolation();
            c.setReadOnly(true);
            c.setReadOnly(false);
            c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            c.setSchema("public");
            c.getSchema();
            c.setClientInfo("ApplicationName", "a tool");
            c.isValid(2);
            try (PreparedStatement s = c.prepareStatement("SELECT id, amount FROM orders WHERE id = ?")) {
                ResultSetMetaData r = s.getMetaData();
                for (int i = 1; i <= r.getColumnCount(); i++) {
                    r.isAutoIncrement(i);
                    r.isNullable(i);
                    r.getTableName(i);
                }
                s.getParameterMetaData().getParameterTypeName(1);
            }
            try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT some_ints, some_texts, a_range FROM every_type")) {
                while (r.next()) {
                    r.getArray(1);
                    r.getArray(2);
                    r.getObject(3);
                }
            }
            System.out.println(rows);
        }
    }

    static int count(ResultSet r) throws SQLException {
        int n = 0;
        while (r.next()) n++;
        return n;
    }
}
