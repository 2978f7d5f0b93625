package dev.kedge.jdbc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the packages of the driver: lower never imports higher. */
class ArchitectureTest {

  private static final String INTERNAL = "dev.kedge.jdbc.internal.";

  private static final JavaClasses DRIVER =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("test"))
          .importPackages("dev.kedge.jdbc");

  @Test
  void lowerNeverImportsHigher() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("session")
        .definedBy(INTERNAL + "session")
        .layer("metadata")
        .definedBy(INTERNAL + "metadata")
        .layer("table")
        .definedBy(INTERNAL + "table")
        .layer("engine")
        .definedBy(INTERNAL + "engine")
        .layer("language")
        .definedBy(INTERNAL + "language")
        .layer("result")
        .definedBy(INTERNAL + "result")
        .layer("error")
        .definedBy(INTERNAL + "error")
        .whereLayer("session")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("metadata")
        .mayOnlyBeAccessedByLayers("session")
        .whereLayer("table")
        .mayOnlyBeAccessedByLayers("session", "metadata")
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers("session", "table")
        .whereLayer("language")
        .mayOnlyBeAccessedByLayers("session", "metadata", "table")
        .whereLayer("result")
        .mayOnlyBeAccessedByLayers("session", "metadata", "table")
        .check(DRIVER);
  }

  @Test
  void whatIsNotSupportedIsNeverAnUncheckedError() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(UnsupportedOperationException.class)
        .check(DRIVER);
  }

  @Test
  void nothingIsPrinted() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(DRIVER);
  }
}
