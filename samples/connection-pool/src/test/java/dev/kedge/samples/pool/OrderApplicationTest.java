package dev.kedge.samples.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderApplicationTest {

  @TempDir Path directory;

  @Test
  void theProgramTakesOrdersBacksUpAndDrills() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      new OrderApplication(directory, out).run();
    }
    String text = said.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("orders taken: 2000"), text);
    assertTrue(text.contains("Ada owes 66700 cents"), text);
    assertTrue(text.contains("restored and checked"), text);
  }

  @Test
  void anOrderIsTakenOnceAndCountsInTheBalance() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:kedge:" + directory.resolve("orders.kv"));
    try (HikariDataSource pool = new HikariDataSource(config)) {
      OrderService orders = new OrderService(pool);
      Order order = new Order(7, "Ada", 250);
      orders.place(order);
      SQLException e = assertThrows(SQLException.class, () -> orders.place(order));
      assertEquals("23505", e.getSQLState());
      assertEquals(250, orders.balance("Ada"));
      assertEquals(Optional.of(order), orders.find(7));
      assertEquals(List.of(order), orders.newest(10));
      assertEquals(Optional.empty(), orders.find(8));
    }
  }
}
