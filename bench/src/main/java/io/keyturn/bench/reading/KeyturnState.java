package io.keyturn.bench.reading;

import io.keyturn.Rotating;
import io.keyturn.Secrets;
import io.keyturn.secret.Secret;
import io.keyturn.testkit.InMemoryProvider;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Declared names and one that is not, and a map and a field with the same secrets. */
@State(Scope.Benchmark)
public class KeyturnState {
  /** Shares its bin of the map with none of the declared ones, like the one it is compared with. */
  static final String UNDECLARED = "NOT_DECLARED";

  /** How many names are declared. */
  @Param({"2", "500"})
  public int names;

  Secrets secrets;
  Rotating<Secret> handle;

  /** With the very instances of the names that are asked for. */
  final Map<String, Secret> map = new ConcurrentHashMap<>();

  /** With names that came from elsewhere, which are equal. */
  final Map<String, Secret> equalMap = new ConcurrentHashMap<>();

  volatile Secret field = Secret.of("none");

  /** Makes all, and checks that each gives the right value. */
  @Setup
  public void setUp() {
    Map<String, String> values = Values.byName(names);
    InMemoryProvider store = new InMemoryProvider();
    store.put("all", values);
    store.put("more", Map.of("it", "undeclared-value"));
    Secrets.Builder builder = Secrets.builder().store("memory", store).active("memory");
    values.keySet().forEach(name -> builder.locate(name, "memory://all#" + name));
    secrets = builder.template("memory", "more#it").build();
    Secret undeclared = secrets.get("NOT_" + UNDECLARED.substring(4)); // another instance, too
    handle = secrets.rotating(Values.NAME);
    values.keySet().forEach(name -> map.put(name.intern(), secrets.get(name)));
    values.keySet().forEach(name -> equalMap.put(name, secrets.get(name)));
    field = secrets.get(Values.NAME);
    check(undeclared, "undeclared-value");
    check(secrets.get(Values.NAME), Values.of(1));
    check(secrets.get(UNDECLARED), "undeclared-value");
    check(handle.get(), Values.of(1));
    check(Objects.requireNonNull(map.get(Values.NAME)), Values.of(1));
    check(Objects.requireNonNull(equalMap.get(Values.NAME)), Values.of(1));
  }

  private static void check(Secret secret, String expected) {
    if (!secret.exposeString().equals(expected)) {
      throw new IllegalStateException("this is another value");
    }
  }

  /** Ends it. */
  @TearDown
  public void tearDown() {
    secrets.close();
  }
}
