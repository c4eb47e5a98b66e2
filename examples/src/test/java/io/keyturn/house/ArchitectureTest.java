package io.keyturn.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The house as the design draws it: imports run downwards, and nothing else is in it. */
class ArchitectureTest {
  private static final List<String> PUBLISHED =
      List.of(
          "io.keyturn",
          "io.keyturn.internal.aws",
          "io.keyturn.internal.proxy",
          "io.keyturn.provider",
          "io.keyturn.provider.aws",
          "io.keyturn.provider.env",
          "io.keyturn.provider.vault",
          "io.keyturn.secret",
          "io.keyturn.testkit");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.keyturn")
          .that(
              describe(
                  "of published modules",
                  c ->
                      !c.getPackageName()
                          .matches("io\\.keyturn\\.(examples|testservers|testpages).*")));

  @Test
  void the_packages_are_exactly_those_of_the_design_and_hold_enough_classes_to_prove_something() {
    Set<String> packages =
        CLASSES.stream()
            .map(c -> c.getPackageName())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(packages).containsExactlyElementsOf(PUBLISHED);
    assertThat(CLASSES.size()).isGreaterThan(150);
  }

  @Test
  void imports_run_downwards_only() {
    noClasses()
        .that()
        .resideInAPackage("io.keyturn.secret")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.keyturn", "io.keyturn.provider..", "io.keyturn.testkit")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("io.keyturn.provider..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.keyturn", "io.keyturn.testkit")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage("io.keyturn", "io.keyturn.provider")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.keyturn.provider.*", "io.keyturn.testkit")
        .check(CLASSES);
  }

  @Test
  void no_provider_knows_another() {
    slices().matching("io.keyturn.provider.(*)").should().notDependOnEachOther().check(CLASSES);
  }

  @Test
  void there_are_no_cycles() {
    slices().matching("io.keyturn.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothing_is_printed_and_logging_is_slf4j() {
    JavaClasses own =
        CLASSES.that(
            describe(
                "not the testkit, which listens to the streams",
                c -> !c.getPackageName().equals("io.keyturn.testkit")));
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(own);
    NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(own);
  }

  @Test
  void every_package_is_null_marked() {
    for (String name : PUBLISHED) {
      assertThat(CLASSES.getPackage(name).isAnnotatedWith(NullMarked.class)).as(name).isTrue();
    }
  }
}
