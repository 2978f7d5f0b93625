package dev.kedge.samples.pool;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Backs the database up through the pool, while orders come in, and proves that the backup can be
 * restored. A scheduler would call it once a night.
 */
public final class NightlyBackup {

  private final HikariDataSource pool;

  /** Of the database of a pool. */
  public NightlyBackup(HikariDataSource pool) {
    this.pool = pool;
  }

  /**
   * Writes a backup.
   *
   * @param file the file to write, which must not exist
   * @return the version that it has
   */
  public long run(Path file) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement backup = connection.prepareStatement("BACKUP TO ? COMPRESSED")) {
      backup.setString(1, file.toString());
      backup.setQueryTimeout(3600);
      try (ResultSet row = backup.executeQuery()) {
        row.next();
        return row.getLong("version");
      }
    }
  }

  /**
   * Restores a backup to a database beside, and checks every page of it.
   *
   * @param copy the database to make, which must not exist
   * @return how many entries it has
   * @throws IllegalStateException if anything is wrong with it
   */
  public static long drill(Path file, Path copy) throws SQLException {
    String url = "jdbc:kedge:" + copy + "?restoreFrom=" + file;
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet check = statement.executeQuery("CHECK")) {
      check.next();
      if (!check.getBoolean("ok")) {
        throw new IllegalStateException("the backup is bad: " + check.getString("problems"));
      }
      return check.getLong("entries");
    }
  }
}
