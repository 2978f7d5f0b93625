package dev.kedge.jdbc.internal.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatementFormTest {

  /** What is written for the words of a form that stand for something; ? for all others. */
  private static final Map<String, String> EXAMPLES =
      Map.of("columns", "*", "table", "kv", "condition", "key = ?");

  private static final Pattern STANDS_FOR_SOMETHING =
      Pattern.compile("\\b(?!key|value|kv)[a-z]+\\b");

  private static final Pattern INNERMOST_OPTION = Pattern.compile("\\[([^\\[\\]]*)\\]");

  @ParameterizedTest
  @EnumSource
  void everythingThatAFormSaysIsUnderstood(StatementForm form) throws SQLException {
    for (Command command : commands(form)) {
      if (command instanceof Command.Operation operation) {
        assertTrue(form.form().startsWith(operation.name()), operation.name());
      }
    }
  }

  @Test
  void everyStatementHasAForm() throws SQLException {
    Set<Class<?>> written = new HashSet<>();
    for (StatementForm form : StatementForm.values()) {
      commands(form).forEach(command -> written.add(command.getClass()));
    }
    Set<Class<?>> understood = leaves(Command.class);
    understood.remove(Command.Ping.class); // for pools, not for people
    assertEquals(understood, written);
  }

  /** What the driver understands of each way to write a form. */
  private static List<Command> commands(StatementForm form) throws SQLException {
    List<Command> commands = new ArrayList<>();
    for (String variant : variants(form.form())) {
      Matcher word = STANDS_FOR_SOMETHING.matcher(variant);
      String sql = word.replaceAll(found -> EXAMPLES.getOrDefault(found.group(), "?"));
      commands.add(ParsedStatement.parse(sql).command());
    }
    return commands;
  }

  /** With and without each option, and with each of its alternatives. */
  private static List<String> variants(String form) {
    Matcher option = INNERMOST_OPTION.matcher(form);
    if (!option.find()) {
      return List.of(form);
    }
    List<String> variants = new ArrayList<>(variants(option.replaceFirst("")));
    for (String alternative : option.group(1).split(" \\| ", -1)) {
      variants.addAll(variants(option.replaceFirst(Matcher.quoteReplacement(alternative))));
    }
    return variants;
  }

  private static Set<Class<?>> leaves(Class<?> type) {
    Set<Class<?>> leaves = new HashSet<>();
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        leaves.addAll(leaves(permitted));
      }
    } else {
      leaves.add(type);
    }
    return leaves;
  }
}
