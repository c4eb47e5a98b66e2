package io.keyturn.bench.reading;

import com.amazonaws.secretsmanager.caching.SecretCache;
import io.smallrye.config.SmallRyeConfig;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.github.gestalt.config.Gestalt;
import org.github.gestalt.config.exceptions.GestaltException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.springframework.core.env.Environment;

/** Reads of one of two names in other libraries, each as its documentation says. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PeerReads {
  /** aws-secretsmanager-caching-java over a stubbed client. */
  @State(Scope.Benchmark)
  public static class CachingJava {
    SecretCache cache;

    /** Makes it, and checks what it gives. */
    @Setup
    public void setUp() {
      cache = Peer.cachingJava();
      Peer.checked(cache.getSecretString(Values.NAME), Values.of(1));
    }
  }

  /** Gestalt. */
  @State(Scope.Benchmark)
  public static class GestaltConfig {
    Gestalt gestalt;

    /** Makes it, and checks what it gives. */
    @Setup
    public void setUp() throws GestaltException {
      gestalt = Peer.gestalt();
      Peer.checked(gestalt.getConfig(Values.NAME, String.class), Values.of(1));
    }
  }

  /** SmallRye Config. */
  @State(Scope.Benchmark)
  public static class SmallRye {
    SmallRyeConfig config;

    /** Makes it, and checks what it gives. */
    @Setup
    public void setUp() {
      config = Peer.smallRye();
      Peer.checked(config.getValue(Values.NAME, String.class), Values.of(1));
    }
  }

  /** Spring's Environment. */
  @State(Scope.Benchmark)
  public static class Spring {
    Environment environment;

    /** Makes it, and checks what it gives. */
    @Setup
    public void setUp() {
      environment = Peer.spring();
      Peer.checked(environment.getProperty(Values.NAME), Values.of(1));
    }
  }

  /** The process's environment, which has {@code PATH} everywhere. */
  @State(Scope.Benchmark)
  public static class Getenv {
    /** Checks what it gives. */
    @Setup
    public void setUp() {
      Peer.checked(System.getenv("PATH"), Objects.requireNonNull(System.getenv().get("PATH")));
    }
  }

  /** {@code SecretCache.getSecretString}. */
  @Benchmark
  public @Nullable String cachingJava(CachingJava state) {
    return state.cache.getSecretString(Values.NAME);
  }

  /** {@code Gestalt.getConfig}. */
  @Benchmark
  public String gestalt(GestaltConfig state) throws GestaltException {
    return state.gestalt.getConfig(Values.NAME, String.class);
  }

  /** {@code Config.getValue}. */
  @Benchmark
  public String smallRye(SmallRye state) {
    return state.config.getValue(Values.NAME, String.class);
  }

  /** {@code Environment.getProperty}. */
  @Benchmark
  public @Nullable String spring(Spring state) {
    return state.environment.getProperty(Values.NAME);
  }

  /** {@code System.getenv}. */
  @Benchmark
  public @Nullable String getenv(Getenv state) {
    return System.getenv("PATH");
  }
}
