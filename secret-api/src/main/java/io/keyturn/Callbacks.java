package io.keyturn;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** Which code of the user's is under way. Thread-safe. */
final class Callbacks {
  private final TimeSource time;
  private final Set<Running> running = ConcurrentHashMap.newKeySet();

  Callbacks(TimeSource time) {
    this.time = time;
  }

  /** Compared by identity: the same code may run twice at a moment. */
  private static final class Running {
    final SecretsStatus.Callback callback;

    Running(SecretsStatus.Callback callback) {
      this.callback = callback;
    }
  }

  /** Runs code of the user's, and knows of it as long as it runs. */
  <R> R run(SecretsStatus.Callback.Role role, List<String> names, Callable<R> code)
      throws Exception {
    Running entry = new Running(new SecretsStatus.Callback(role, names, time.instant()));
    running.add(entry);
    try {
      return Pool.outside(code);
    } finally {
      running.remove(entry);
    }
  }

  List<SecretsStatus.Callback> running() {
    return running.stream().map(entry -> entry.callback).toList();
  }
}
