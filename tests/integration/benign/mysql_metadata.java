import java.sql.*;

/** Every introspection call of JDBC that a tool is likely to make of MySQL or MariaDB; for mysql_capture.py. */
class Metadata {
    public static void main(String[] args) throws Exception {
        for (String mode : new String[] {"false", "true"}) {
            String url = args[0] + "&useServerPrepStmts=" + mode + "&allowPublicKeyRetrieval=true";
            try (Connection c = DriverManager.getConnection(url, args[1], System.getenv("DB_PASSWORD"))) {
                look(c);
            }
        }
    }

    static void look(Connection c) throws SQLException {
        DatabaseMetaData m = c.getMetaData();
        int rows = 0;
        rows += count(m.getSchemas());
        rows += count(m.getCatalogs());
        rows += count(m.getTableTypes());
        rows += count(m.getTables("crm", null, "%", new String[] {"TABLE", "VIEW"}));
        rows += count(m.getColumns("crm", null, "%", "%"));
        rows += count(m.getPrimaryKeys("crm", null, "citizens"));
        rows += count(m.getImportedKeys("crm", null, "orders"));
        rows += count(m.getExportedKeys("crm", null, "citizens"));
        rows += count(m.getCrossReference("crm", null, "citizens", "crm", null, "orders"));
        rows += count(m.getIndexInfo("crm", null, "orders", false, false));
        rows += count(m.getTypeInfo());
        rows += count(m.getFunctions("crm", null, "%"));
        rows += count(m.getFunctionColumns("crm", null, "%", "%"));
        rows += count(m.getProcedures("crm", null, "%"));
        rows += count(m.getProcedureColumns("crm", null, "%", "%"));
        rows += count(m.getTablePrivileges("crm", null, "orders"));
        rows += count(m.getColumnPrivileges("crm", null, "orders", "%"));
        rows += count(m.getBestRowIdentifier("crm", null, "orders", DatabaseMetaData.bestRowSession, false));
        rows += count(m.getVersionColumns("crm", null, "orders"));
        rows += count(m.getClientInfoProperties());
        m.getSQLKeywords();
        m.getDatabaseProductVersion();
        m.getDefaultTransactionIsolation();
        m.getUserName();
        c.getTransactionIsolation();
        c.setReadOnly(true);
        c.setReadOnly(false);
        c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        c.setCatalog("crm");
        c.getCatalog();
        c.isValid(2);
        c.setAutoCommit(false);
        Savepoint point = c.setSavepoint("one");
        c.rollback(point);
        c.commit();
        try (PreparedStatement s = c.prepareStatement("SELECT id, amount FROM orders WHERE id = ?")) {
            s.getMetaData();
            s.getParameterMetaData().getParameterCount();
            s.setInt(1, 1);
            count(s.executeQuery());
        }
        try (Statement s = c.createStatement()) {
            s.setQueryTimeout(5);
            count(s.executeQuery("SELECT * FROM digits"));
            s.getWarnings();
        }
        System.out.println(rows);
    }

    static int count(ResultSet r) throws SQLException {
        int n = 0;
        while (r.next()) n++;
        return n;
    }
}
