package io.keyturn.bench.reading;

import io.keyturn.secret.Secret;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Reads by name, with a map's look-up of the same key beside them. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyturnReads {
  /** The least a read by name can cost. */
  @Benchmark
  public @Nullable Secret map(KeyturnState state) {
    return state.map.get(Values.NAME);
  }

  /** The same where the map was filled from a file: then the letters are compared too. */
  @Benchmark
  public @Nullable Secret equalMap(KeyturnState state) {
    return state.equalMap.get(Values.NAME);
  }

  /** A declared name. */
  @Benchmark
  public Secret declared(KeyturnState state) {
    return state.secrets.get(Values.NAME);
  }

  /** A name without a place of its own, read all the time. */
  @Benchmark
  public Secret undeclared(KeyturnState state) {
    return state.secrets.get(KeyturnState.UNDECLARED);
  }

  /** Through the handle. */
  @Benchmark
  public Secret rotating(KeyturnState state) {
    return state.handle.get();
  }

  /** The least a read of what turns can cost. */
  @Benchmark
  public Secret field(KeyturnState state) {
    return state.field;
  }
}
