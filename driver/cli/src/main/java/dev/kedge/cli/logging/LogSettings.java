package dev.kedge.cli.logging;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.logging.LogManager;

/**
 * Has what is logged printed as lines to standard error. The JDK makes one of it with the first
 * message, so that commands that log nothing don't pay for it.
 */
public final class LogSettings {

  private static final String CLASS = "java.util.logging.config.class";
  private static final String FILE = "java.util.logging.config.file";

  /** Is called by the JDK. */
  public LogSettings() throws IOException {
    String settings =
        """
        handlers=java.util.logging.ConsoleHandler
        .level=INFO
        java.util.logging.ConsoleHandler.formatter=%s
        """
            .formatted(LogLine.class.getName());
    LogManager.getLogManager()
        .readConfiguration(new ByteArrayInputStream(settings.getBytes(ISO_8859_1)));
  }

  /** Has the JDK use them, unless the user has other wishes. */
  public static void use() {
    if (System.getProperty(CLASS) == null && System.getProperty(FILE) == null) {
      System.setProperty(CLASS, LogSettings.class.getName());
    }
  }
}
