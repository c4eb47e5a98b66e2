package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.secret.SecretLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The mounts that the settings of a store tell. Vault is never asked. */
final class KnownMounts extends Mounts {
  private static final String DOUBT =
      ", or no such mount; read as KV version %s, if the mount is version %s %s";
  private static final PlainPath PLAIN =
      new PlainPath(", or no such mount; read as it is, since kv-mounts does not name it");

  private final List<Kv> mounts;
  private final @Nullable Kv everywhere;

  private KnownMounts(List<Kv> mounts, @Nullable Kv everywhere) {
    this.mounts = mounts;
    this.everywhere = everywhere;
  }

  static KnownMounts of(ProviderSettings settings) {
    Optional<String> version = settings.text(MountKeys.KV_VERSION);
    if (version.isPresent()) {
      return new KnownMounts(List.of(), kv("", version.get(), "set kv-version = %s"));
    }
    List<Kv> mounts = new ArrayList<>();
    for (MountKeys.Entry entry : MountKeys.entries(settings)) {
      mounts.add(kv(entry.mount(), entry.version(), "say so in kv-mounts"));
    }
    return new KnownMounts(mounts, null);
  }

  private static Kv kv(String mount, String version, String remedy) {
    boolean versioned = version.equals("2");
    String other = versioned ? "1" : "2";
    return new Kv(mount, versioned, DOUBT.formatted(version, other, remedy.formatted(other)));
  }

  @Override
  Optional<String> problem(SecretLocation bundle) {
    return find(bundle).problem(bundle);
  }

  @Override
  Engine find(SecretLocation bundle) {
    if (everywhere != null) {
      return everywhere.at(Segments.first(bundle.path()));
    }
    Kv mount = longest(bundle);
    return mount == null ? PLAIN : mount;
  }

  private @Nullable Kv longest(SecretLocation bundle) {
    Kv longest = null;
    for (Kv kv : mounts) {
      boolean longer = longest == null || kv.mount().length() > longest.mount().length();
      if (longer && has(kv.mount(), bundle.path())) {
        longest = kv;
      }
    }
    return longest;
  }
}
