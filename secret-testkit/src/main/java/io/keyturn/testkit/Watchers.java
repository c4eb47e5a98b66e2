package io.keyturn.testkit;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Those who watch a store in memory. Thread-safe. */
final class Watchers {
  private final List<Watcher> all = new CopyOnWriteArrayList<>();
  private volatile boolean begun;

  private final class Watcher implements SecretProvider.Watch {
    private final Set<SecretLocation> bundles;
    private final Consumer<? super SecretLocation> changed;

    private Watcher(Set<SecretLocation> bundles, Consumer<? super SecretLocation> changed) {
      this.bundles = Set.copyOf(bundles);
      this.changed = changed;
    }

    @Override
    public void close() {
      all.remove(this);
    }
  }

  void begin() {
    begun = true;
  }

  SecretProvider.Watch add(Set<SecretLocation> bundles, Consumer<? super SecretLocation> changed) {
    if (!begun) {
      return SecretProvider.Watch.NONE;
    }
    Watcher watcher = new Watcher(bundles, changed);
    all.add(watcher);
    return watcher;
  }

  void tell(String path) {
    for (Watcher watcher : all) {
      watcher.bundles.stream()
          .filter(bundle -> bundle.path().equals(path))
          .forEach(watcher.changed);
    }
  }

  Set<SecretLocation> bundles() {
    return all.stream()
        .flatMap(watcher -> watcher.bundles.stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}
