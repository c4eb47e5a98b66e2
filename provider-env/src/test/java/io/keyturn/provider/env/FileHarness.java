package io.keyturn.provider.env;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.Capability;
import io.keyturn.testkit.ProviderHarness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A temporary directory, whose entries are bundles, and the provider that reads it. */
abstract class FileHarness implements ProviderHarness {
  static final Set<Capability> ALL_FILES =
      Set.of(
          Capability.LARGE_VALUE,
          Capability.OVERSIZE,
          Capability.SPELLINGS,
          Capability.UPDATE,
          Capability.DELETE,
          Capability.BATCH,
          Capability.WATCH,
          Capability.NO_THREADS);

  private final Path directory;
  private final SecretProvider provider;
  private final String ending;

  FileHarness(String ending) {
    try {
      this.directory = Files.createTempDirectory("keyturn").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.provider = new FileSecretProvider(directory, Access.WARN, new Unhurried());
    this.ending = ending;
  }

  static Set<Capability> and(Capability first, Capability... more) {
    Set<Capability> all = EnumSet.of(first, more);
    all.addAll(ALL_FILES);
    return all;
  }

  static void write(SecretLocation bundle, byte[] bytes) throws IOException {
    Files.write(Path.of(bundle.path()), bytes);
  }

  static void write(SecretLocation bundle, String text) throws IOException {
    write(bundle, text.getBytes(UTF_8));
  }

  @Override
  public SecretProvider provider() {
    return provider;
  }

  @Override
  public SecretLocation location(String name) {
    return SecretLocation.parse("file://" + directory + "/" + name + ending);
  }

  @Override
  public List<SecretLocation> otherSpellings(String name) {
    return List.of(
        SecretLocation.parse("file://" + name + ending),
        SecretLocation.parse("file:///" + directory + "//" + name + ending));
  }

  @Override
  public void delete(SecretLocation bundle) throws IOException {
    Trees.delete(Path.of(bundle.path()));
  }

  @Override
  public void close() {
    provider.close();
    try {
      Trees.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
