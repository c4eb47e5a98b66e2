package io.keyturn.house;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.keyturn.house.Code.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A virtual thread is never pinned by us: no monitor is taken, nor a map's lock for long. */
class PinningTest {
  private static final ClassFiles PUBLISHED = new ClassFiles();

  private static final Set<String> UNDER_A_LOCK =
      Set.of("compute", "computeIfAbsent", "computeIfPresent", "merge");

  /** Made in such a callback and called by the timer. */
  private static final Set<String> LATER = Set.of("Cell.ring");

  /** What others implement, so that nobody knows what it does. */
  private static final String FOREIGN =
      "java/util/function/.*|java/util/concurrent/(Callable|Executor)|java/lang/Runnable"
          + "|io/keyturn/TimeSource.*|io/keyturn/Rejection.*|io/keyturn/Secrets\\$Verifier"
          + "|io/keyturn/Rotating\\$(Build|Use|Run)|io/keyturn/SecretsListener|java/lang/AutoCloseable"
          + "|io/keyturn/provider/SecretProvider(Factory|\\$Watch)?";

  private static Set<String> takingMonitors(ClassFiles files) {
    return named(
        files.codes().stream().filter(code -> code.takesMonitor).map(c -> c.method).toList());
  }

  /** In the engine: the maps of providers are of one call each. */
  private static List<Code> callingUnderALock(ClassFiles files) {
    return files.codes().stream()
        .filter(code -> !code.method.owner().matches("io/keyturn/provider/\\w+/.*"))
        .filter(code -> code.calls.stream().anyMatch(PinningTest::isUnderALock))
        .toList();
  }

  private static boolean isUnderALock(Method called) {
    return called.owner().startsWith("java/util/") && UNDER_A_LOCK.contains(called.name());
  }

  private static Set<String> foreignUnderALock(ClassFiles files) {
    List<Method> callbacks =
        callingUnderALock(files).stream().flatMap(code -> code.lambdas.stream()).toList();
    return named(
        files.reachedFrom(callbacks, LATER).stream()
            .filter(method -> method.owner().matches(FOREIGN))
            .toList());
  }

  private static Set<String> named(List<Method> methods) {
    return methods.stream().map(Method::toString).collect(toCollection(TreeSet::new));
  }

  @Test
  void no_monitor_is_taken() {
    assertThat(PUBLISHED.size()).isGreaterThan(150);
    assertThat(takingMonitors(PUBLISHED)).isEmpty();
  }

  @Test
  void callbacks_of_maps_are_few_and_reviewed() {
    assertThat(callingUnderALock(PUBLISHED))
        .allSatisfy(code -> assertThat(code.lambdas).as("callbacks of " + code.method).isNotEmpty())
        .extracting(code -> code.method.toString())
        .containsExactly("Mailbox.put", "Promotion.log", "Uses.add", "Uses.remove");
  }

  @Test
  void callbacks_of_maps_call_neither_providers_nor_users() {
    assertThat(foreignUnderALock(PUBLISHED)).isEmpty();
  }

  @Test
  void monitors_and_foreign_calls_are_found_where_there_are_some() {
    ClassFiles bad = new ClassFiles(new ClassFileImporter().importClasses(Bad.class, Deep.class));

    assertThat(takingMonitors(bad))
        .containsExactly("PinningTest.Bad.block", "PinningTest.Bad.method");
    assertThat(foreignUnderALock(bad)).containsExactly("Supplier.get");
  }

  /** What is forbidden. */
  static final class Bad {
    private final Object lock = new Object();
    private final Map<String, Object> map = new HashMap<>();

    synchronized void method() {
      map.clear();
    }

    void block() {
      map.forEach(
          (key, value) -> {
            synchronized (lock) {
              method();
            }
          });
    }

    Object get(Deep deep) {
      return map.computeIfAbsent("", key -> deep.get());
    }
  }

  record Deep(Supplier<Object> user) {
    Object get() {
      return user.get();
    }
  }
}
