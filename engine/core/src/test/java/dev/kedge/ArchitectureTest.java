package dev.kedge;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Holds the arrows between the packages of the engine: lower never imports higher. The layers stand
 * in one order, so packages can't depend on each other in a circle either.
 */
class ArchitectureTest {

  /**
   * The classes of {@code dev.kedge} that do something and so import what is beneath. All others in
   * it are leaf types, used everywhere, which import nothing of ours but each other: a class comes
   * into this list only if nothing beneath needs it.
   */
  private static final Set<String> API =
      Set.of(
          "BulkLoad",
          "Cursor",
          "Database",
          "DatabaseBuilder",
          "DirectoryArchive",
          "LogReader",
          "Observers",
          "ReadView",
          "Replay",
          "Restore",
          "Snapshot",
          "Transaction",
          "WriteBatch");

  private static final String IO = "dev.kedge.internal.io";

  private static final JavaClasses ENGINE =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages("dev.kedge");

  @Test
  void lowerNeverImportsHigher() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("replica")
        .definedBy(describe("replication", ArchitectureTest::isReplication))
        .layer("api")
        .definedBy(describe("classes of dev.kedge that do something", ArchitectureTest::isApi))
        .layer("store")
        .definedBy("dev.kedge.internal.store")
        .layer("btree")
        .definedBy("dev.kedge.internal.btree")
        .layer("page")
        .definedBy("dev.kedge.internal.page")
        .layer("wal")
        .definedBy("dev.kedge.internal.wal")
        .layer("io")
        .definedBy(IO)
        .layer("leaf")
        .definedBy(describe("leaf types", ArchitectureTest::isLeaf))
        .whereLayer("replica")
        .mayOnlyAccessLayers("api", "io", "leaf")
        .whereLayer("api")
        .mayOnlyAccessLayers("store", "btree", "page", "wal", "io", "leaf")
        .whereLayer("store")
        .mayOnlyAccessLayers("btree", "page", "wal", "io", "leaf")
        .whereLayer("btree")
        .mayOnlyAccessLayers("page", "wal", "io", "leaf")
        .whereLayer("page")
        .mayOnlyAccessLayers("io", "leaf")
        .whereLayer("wal")
        .mayOnlyAccessLayers("io", "leaf")
        .whereLayer("io")
        .mayOnlyAccessLayers("leaf")
        .whereLayer("leaf")
        .mayNotAccessAnyLayer()
        // WalArchive.directory(path): the one leaf type that hands out an implementation.
        .ignoreDependency("dev.kedge.WalArchive", "dev.kedge.DirectoryArchive")
        .check(ENGINE);
  }

  @Test
  void everyPackageHasItsPlace() {
    classes()
        .should()
        .resideInAnyPackage(
            "dev.kedge",
            "dev.kedge.spi",
            "dev.kedge.replica",
            "dev.kedge.internal.store",
            "dev.kedge.internal.btree",
            "dev.kedge.internal.page",
            "dev.kedge.internal.wal",
            IO)
        .check(ENGINE);
  }

  @Test
  void theApiNamesNoInternalType() {
    DescribedPredicate<JavaClass> internal = resideInAPackage("dev.kedge.internal..");
    noCodeUnits()
        .that(describe("are visible to users", ArchitectureTest::isVisible))
        .should()
        .haveRawReturnType(internal)
        .orShould()
        .haveRawParameterTypes(anyElementThat(internal))
        .check(ENGINE);
  }

  @Test
  void filesAreReachedThroughTheOneSeam() {
    noClasses()
        .that()
        .resideOutsideOfPackage(IO)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Files.class, FileSystems.class)
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.(File|RandomAccessFile).*")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.channels..", "java.net..", "javax.net..")
        .orShould()
        .accessTargetWhere(describe("a Path asks the file system", ArchitectureTest::asksTheSystem))
        .check(ENGINE);
  }

  @Test
  void timeComesFromTheOneClock() {
    noClasses()
        .that()
        .resideOutsideOfPackage(IO)
        .and()
        // It names the clock that a database gets unless it is given another.
        .doNotHaveFullyQualifiedName("dev.kedge.DatabaseBuilder")
        .should()
        .accessTargetWhere(describe("the clock of the system is read", ArchitectureTest::readsTime))
        .check(ENGINE);
  }

  @Test
  void nothingIsPrintedAndLogsGoThroughTheSystemLogger() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(ENGINE);
    NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(ENGINE);
  }

  private static boolean isApi(JavaClass type) {
    return (type.getPackageName().equals("dev.kedge") && API.contains(outermost(type)))
        || type.getName().equals("dev.kedge.spi.DatabaseObserver"); // it is handed the database
  }

  private static boolean isReplication(JavaClass type) {
    return type.getPackageName().equals("dev.kedge.replica")
        || type.getName().equals("dev.kedge.spi.ReplicaObserver"); // it is handed the replica
  }

  private static boolean isLeaf(JavaClass type) {
    return Set.of("dev.kedge", "dev.kedge.spi").contains(type.getPackageName())
        && !isApi(type)
        && !isReplication(type);
  }

  private static String outermost(JavaClass type) {
    JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer.getSimpleName();
  }

  private static boolean isVisible(JavaCodeUnit unit) {
    JavaClass owner = unit.getOwner();
    return !owner.getPackageName().startsWith("dev.kedge.internal")
        && owner.getModifiers().contains(JavaModifier.PUBLIC)
        && (unit.getModifiers().contains(JavaModifier.PUBLIC)
            || unit.getModifiers().contains(JavaModifier.PROTECTED));
  }

  private static boolean asksTheSystem(JavaAccess<?> access) {
    return access.getTargetOwner().isAssignableTo(Path.class)
        && Set.of("toFile", "toRealPath", "register").contains(access.getName());
  }

  private static boolean readsTime(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String name = access.getName();
    return (owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis"))
        || (owner.isEquivalentTo(Clock.class)
            && (name.startsWith("system") || name.startsWith("tick")))
        || (owner.getPackageName().equals("java.time")
            && name.equals("now")
            && takesNothing(access));
  }

  private static boolean takesNothing(JavaAccess<?> access) {
    return access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
        && target.getRawParameterTypes().isEmpty();
  }
}
