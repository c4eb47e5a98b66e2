package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.ProviderSettings.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The keys that say which engine is mounted where; Vault is asked where they do not. */
final class MountKeys {
  static final ProviderSettings.Key KV_MOUNTS =
      ProviderSettings.Key.optional(
          "kv-mounts",
          Kind.TEXT,
          "Where KV engines are mounted, and =1 after those of version 1: secret, team/kv, old=1.");
  static final ProviderSettings.Key KV_VERSION =
      ProviderSettings.Key.optional(
          "kv-version",
          Kind.TEXT,
          "The version of all engines, 1 or 2, where all are KV and no mount has a slash.");

  static final List<ProviderSettings.Key> ALL = List.of(KV_MOUNTS, KV_VERSION);

  private MountKeys() {}

  static void check(ProviderSettings settings, Problems problems) {
    problems.when(
        !isVersion(settings.text(KV_VERSION).orElse("2")), "kv-version is neither 1 nor 2");
    problems.when(
        settings.text(KV_VERSION).isPresent() && settings.text(KV_MOUNTS).isPresent(),
        "kv-version beside kv-mounts: say the versions there, as in old=1");
    if (settings.text(KV_MOUNTS).isPresent()) {
      mounts(entries(settings), problems);
    }
  }

  private static void mounts(List<Entry> entries, Problems problems) {
    Set<String> mounts = new HashSet<>();
    boolean unknown = false;
    boolean impossible = false;
    boolean reserved = false;
    boolean twice = false;
    for (Entry entry : entries) {
      unknown |= !isVersion(entry.version);
      impossible |= Segments.areImpossible(entry.mount);
      reserved |= Mounts.isReserved(entry.mount);
      twice |= !mounts.add(entry.mount);
    }
    problems.when(unknown, "kv-mounts has a version that is neither 1 nor 2");
    problems.when(
        impossible, "kv-mounts has a mount that is empty or has an empty segment, '.' or '..'");
    problems.when(
        reserved,
        "kv-mounts has a mount of Vault's own, auth, cubbyhole, identity or sys: none is KV");
    problems.when(twice, "kv-mounts has a mount twice");
  }

  private static boolean isVersion(String text) {
    return text.equals("1") || text.equals("2");
  }

  /** The entries of {@code kv-mounts}, which is there. */
  static List<Entry> entries(ProviderSettings settings) {
    List<Entry> entries = new ArrayList<>();
    for (String entry : settings.text(KV_MOUNTS).orElseThrow().split(",", -1)) {
      entries.add(Entry.of(entry));
    }
    return entries;
  }

  /** A mount, without the slash at the end that {@code vault secrets list} prints. */
  record Entry(String mount, String version) {
    private static Entry of(String text) {
      int sign = text.lastIndexOf('=');
      String mount = (sign < 0 ? text : text.substring(0, sign)).strip();
      return new Entry(
          mount.endsWith("/") ? mount.substring(0, mount.length() - 1) : mount,
          sign < 0 ? "2" : text.substring(sign + 1).strip());
    }
  }
}
