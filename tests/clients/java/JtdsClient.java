import java.math.BigDecimal;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;

/** Reads the fixture through jTDS. Arguments: host port user password database [jTDS options]. */
public final class JtdsClient {
    private static void say(String name, Object value) {
        System.out.println(name + "\t" + value);
    }

    private static String hex(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (byte b : bytes) {
            out.append(String.format("%02x", b));
        }
        return out.toString();
    }

    private static String shown(ResultSet row, int column, int type) throws SQLException {
        switch (type) {
            case Types.BINARY:
            case Types.VARBINARY:
            case Types.LONGVARBINARY:
            case Types.BLOB:
                return hex(row.getBytes(column));
            case Types.BIT:
            case Types.BOOLEAN:
                return row.getBoolean(column) ? "1" : "0";
            case Types.TIMESTAMP:
                return row.getTimestamp(column).toString().replaceAll("\\.0$", "");
            case Types.DOUBLE:
            case Types.REAL:
            case Types.FLOAT:
                return String.valueOf(row.getDouble(column));
            default:
                return row.getString(column);
        }
    }

    public static void main(String[] args) throws Exception {
        // The driver's jar predates, or lacks, automatic registration in some packagings.
        Class.forName("net.sourceforge.jtds.jdbc.Driver");
        String options = args.length > 5 ? args[5] : "";
        String url = "jdbc:jtds:sqlserver://" + args[0] + ":" + args[1] + "/" + args[4] + options;
        try (Connection connection = DriverManager.getConnection(url, args[2], args[3]);
                Statement statement = connection.createStatement()) {
            ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM dbo.everything");
            rows.next();
            say("count", rows.getInt(1));
            rows = statement.executeQuery("SELECT * FROM dbo.everything ORDER BY id");
            ResultSetMetaData meta = rows.getMetaData();
            while (rows.next()) {
                int id = rows.getInt(1);
                int nulls = 0;
                for (int i = 2; i <= meta.getColumnCount(); i++) {
                    if (rows.getObject(i) == null) {
                        nulls++;
                    } else {
                        say("row" + id + "." + meta.getColumnName(i),
                                shown(rows, i, meta.getColumnType(i)));
                    }
                }
                if (id == 3) {
                    say("row3.nulls", nulls);
                }
            }
            PreparedStatement prepared = connection.prepareStatement(
                    "SELECT id FROM dbo.everything WHERE c_varchar = ?");
            prepared.setString(1, "Z\u00fcrich");
            rows = prepared.executeQuery();
            rows.next();
            say("parameter.varchar", rows.getInt(1));
            prepared = connection.prepareStatement(
                    "SELECT id FROM dbo.everything WHERE c_decimal = ?");
            prepared.setBigDecimal(1, new BigDecimal("12345.6789"));
            rows = prepared.executeQuery();
            rows.next();
            say("parameter.decimal", rows.getInt(1));
            String[][] failing = {
                {"error", "SELECT * FROM dbo.nosuch"},
                {"duplicate", "INSERT INTO dbo.everything (id) VALUES (1)"},
            };
            for (String[] each : failing) {
                try {
                    statement.execute(each[1]);
                } catch (SQLException error) {
                    say(each[0], error.getErrorCode());
                }
            }
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO dbo.everything (id) VALUES (4)");
            connection.rollback();
            rows = statement.executeQuery("SELECT COUNT(*) FROM dbo.everything");
            rows.next();
            say("rollback", rows.getInt(1));
            connection.commit();
            connection.setAutoCommit(true);
            CallableStatement call = connection.prepareCall("{? = call dbo.find_city(?, ?)}");
            call.registerOutParameter(1, Types.INTEGER);
            call.setString(2, "Z\u00fcrich");
            call.registerOutParameter(3, Types.INTEGER);
            rows = call.executeQuery();
            int count = 0;
            while (rows.next()) {
                count++;
            }
            say("procedure.rows", count);
            say("procedure.output", call.getInt(3));
            say("procedure.status", call.getInt(1));
            if (System.getenv("GANTRY_NORTHWIND") != null) {
                rows = statement.executeQuery("SELECT COUNT(*) AS n, SUM(Freight) AS total"
                        + " FROM northwind.dbo.Orders");
                rows.next();
                say("northwind.orders", rows.getInt(1));
                say("northwind.freight", rows.getBigDecimal(2));
            }
        }
    }
}
