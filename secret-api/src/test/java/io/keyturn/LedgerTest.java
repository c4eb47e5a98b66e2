package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.InMemoryProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each test has its stores checked, by ledgers that can find something wrong. */
class LedgerTest {
  private static final SecretLocation APP = SecretLocation.parse("memory://app");

  /** Tests whose stores are not, and why. */
  private static final Map<String, String> EXCEPT =
      Map.ofEntries(
          Map.entry("BinderLookupTest", "nothing is read"),
          Map.entry("ClosingTest", "its other stores have no versions"),
          Map.entry("HangingEndTest", "its other stores have no versions"),
          Map.entry("FailedStartTest", "its stores have no versions"),
          Map.entry(
              "KnownNamesTest", "a ledger of a million bundles would be all that is measured"),
          Map.entry("NullArgumentsTest", "nothing is read"),
          Map.entry("PublicFaceTest", "nothing is read"),
          Map.entry("RequireNothingTest", "nothing turns"),
          Map.entry("SourcesTest", "nothing turns"),
          Map.entry("SystemThreadsTest", "nothing turns"));

  private final InMemoryProvider store = new InMemoryProvider();
  private final Ledger ledger = new Ledger(store);

  private void turn() {
    store.put("app", "x");
  }

  private List<String> untold() throws InterruptedException {
    return ledger.untold(Duration.ZERO);
  }

  // ---- what it finds

  @Test
  void one_version_of_a_bundle_may_be_current() throws Exception {
    turn();
    ledger.fetch(APP);
    ledger.fetch(APP);

    assertThat(untold()).isEmpty();
  }

  @Test
  void a_version_that_another_followed_is_to_be_told() throws Exception {
    turn();
    ledger.fetch(APP);
    turn();
    ledger.fetchIfChanged(APP, "1");
    assertThat(untold()).containsExactly("of memory://app are in use: 1, 2");
    ledger.retire(APP, "1");

    assertThat(untold()).isEmpty();
    assertThat(store.retired()).containsExactly("1 of memory://app");
  }

  @Test
  void what_a_batch_gives_is_given() throws Exception {
    turn();
    ledger.fetchAll(Map.of(APP, Optional.empty()));
    turn();
    ledger.fetchAll(Map.of(APP, Optional.of("1")));

    assertThat(untold()).hasSize(1);
  }

  @Test
  void a_version_is_told_once() {
    turn();
    ledger.fetch(APP);
    ledger.retire(APP, "1");
    assertThat(ledger.wrong()).isEmpty();
    ledger.retire(APP, "1");

    assertThat(ledger.wrong())
        .containsExactly("1 of memory://app was retired, and was not given before");
  }

  @Test
  void all_ledgers_of_a_test_are_checked() {
    Ledgers ledgers = new Ledgers();
    ledgers.of(store);
    SecretProvider other = ledgers.of(bundle -> SecretBundle.of("x"));
    ledgers.check();
    other.retire(APP, "1");

    assertThatThrownBy(ledgers::check).isInstanceOf(AssertionError.class);
  }

  // ---- where it is

  @Test
  void each_test_that_gives_a_store_to_a_builder_has_it_checked() {
    List<JavaClass> tests = tests();
    Set<String> giving = callers(tests, LedgerTest::givesStore);
    Set<String> checking = callers(tests, LedgerTest::checksStore);
    assertThat(giving).contains("World", "TestMachine", "BinderTest");
    giving.removeAll(checking);

    assertThat(giving).isEqualTo(EXCEPT.keySet());
  }

  private static List<JavaClass> tests() {
    return new ClassFileImporter()
        .importUrl(LedgerTest.class.getProtectionDomain().getCodeSource().getLocation()).stream()
            .filter(type -> type.getPackageName().equals("io.keyturn"))
            .toList();
  }

  private static Set<String> callers(List<JavaClass> types, Predicate<JavaAccess<?>> what) {
    return types.stream()
        .filter(type -> type.getAccessesFromSelf().stream().anyMatch(what))
        .map(LedgerTest::outermost)
        .collect(Collectors.toSet());
  }

  private static String outermost(JavaClass type) {
    return type.getEnclosingClass().map(LedgerTest::outermost).orElse(type.getSimpleName());
  }

  private static boolean givesStore(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    return (access.getName().equals("store")
            && (owner.isEquivalentTo(Secrets.Builder.class) || owner.isEquivalentTo(Setup.class)))
        || (access.getName().equals("<init>") && owner.isEquivalentTo(Engine.class));
  }

  private static boolean checksStore(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    return (access.getName().equals("checked") && owner.isEquivalentTo(World.class))
        || (access.getName().equals("of") && owner.isEquivalentTo(Ledgers.class));
  }
}
