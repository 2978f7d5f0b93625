package dev.kedge.samples.pool;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Keeps orders and the balance of each customer, which always agree: both change in one
 * transaction. May be used by any thread.
 */
public final class OrderService {

  private static final int ATTEMPTS = 20;

  private final DataSource pool;

  /** A service on a pool. */
  public OrderService(DataSource pool) {
    this.pool = pool;
  }

  /**
   * Takes an order and adds it to the customer's balance.
   *
   * @throws SQLException with SQLSTATE 23505 if there is an order of that number
   */
  public void place(Order order) throws SQLException {
    inTransaction(
        connection -> {
          insert(connection, order);
          long balance = balance(connection, order.customer());
          setBalance(connection, order.customer(), balance + order.cents());
        });
  }

  private static void insert(Connection connection, Order order) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO kv VALUES (?, ?)")) {
      insert.setString(1, order.key());
      insert.setString(2, order.value());
      insert.executeUpdate();
    }
  }

  private static void setBalance(Connection connection, String customer, long cents)
      throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement("UPSERT INTO kv VALUES (?, ?)")) {
      upsert.setString(1, "balance/" + customer);
      upsert.setLong(2, cents);
      upsert.executeUpdate();
    }
  }

  private interface Work {
    void run(Connection connection) throws SQLException;
  }

  /** Of two transactions that write the same key one is told to run again. */
  private void inTransaction(Work work) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = pool.getConnection()) {
        connection.setAutoCommit(false);
        work.run(connection);
        connection.commit();
        return;
      } catch (SQLTransactionRollbackException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** What a customer owes, in cents. */
  public long balance(String customer) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return balance(connection, customer);
    }
  }

  private static long balance(Connection connection, String customer) throws SQLException {
    try (PreparedStatement get =
        connection.prepareStatement("SELECT value FROM kv WHERE key = ?")) {
      get.setString(1, "balance/" + customer);
      try (ResultSet row = get.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** The order of a number. */
  public Optional<Order> find(long id) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement get =
            connection.prepareStatement("SELECT key, value FROM kv WHERE key = ?")) {
      get.setString(1, Order.key(id));
      return read(get).stream().findFirst();
    }
  }

  /** The newest orders, the newest first. */
  public List<Order> newest(int count) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT key, value FROM kv WHERE key LIKE 'order/%' ORDER BY key DESC LIMIT ?")) {
      select.setInt(1, count);
      return read(select);
    }
  }

  private static List<Order> read(PreparedStatement select) throws SQLException {
    List<Order> orders = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        orders.add(Order.of(rows.getString("key"), rows.getString("value")));
      }
    }
    return orders;
  }
}
