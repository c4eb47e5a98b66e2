package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.ProviderSettings.Kind;
import java.util.List;

/** The keys that say which engine is mounted where. */
final class MountKeys {
  static final ProviderSettings.Key KV_VERSION =
      ProviderSettings.Key.optional(
              "kv-version", Kind.TEXT, "The version of the KV engines, 1 or 2.")
          .withDefault("2");

  static final List<ProviderSettings.Key> ALL = List.of(KV_VERSION);

  private MountKeys() {}

  static void check(ProviderSettings settings, Problems problems) {
    problems.when(
        !List.of("1", "2").contains(settings.text(KV_VERSION).orElseThrow()),
        "kv-version is neither 1 nor 2");
  }
}
