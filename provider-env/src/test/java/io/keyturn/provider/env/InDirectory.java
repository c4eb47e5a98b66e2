package io.keyturn.provider.env;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A directory of a test's own, the provider that reads in it, and a canary to put there. */
abstract class InDirectory {
  @TempDir Path directory;
  SecretProvider provider;
  String canary;

  @BeforeEach
  final void open() {
    provider = new FileSecretProvider(directory, Access.WARN, new Unhurried());
    canary = LeakGuard.canary().text();
  }

  @AfterEach
  final void close() {
    provider.close();
  }

  final Path write(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  final Path write(String name, String text) throws IOException {
    return write(name, text.getBytes(UTF_8));
  }

  final Path makeDirectory(String name) throws IOException {
    return Files.createDirectory(directory.resolve(name));
  }

  final void link(String name, String target) throws IOException {
    Files.createSymbolicLink(directory.resolve(name), Path.of(target));
  }

  final String read(String path) {
    SecretLocation location = at(path);
    return provider.fetch(location.bundle()).secret(location, "~1").exposeString();
  }

  final byte[] readBytes(String path) {
    SecretLocation location = at(path);
    return provider.fetch(location.bundle()).secret(location, "~1").exposeBytes();
  }

  final void assertFails(String path, Class<? extends SecretException> leaf, String reason) {
    assertThatThrownBy(() -> provider.fetch(at(path)))
        .isInstanceOf(leaf)
        .hasMessageContaining(reason)
        .hasMessageContaining(path)
        .hasNoCause()
        .satisfies(LeakGuard::check);
  }

  static SecretLocation at(String path) {
    return SecretLocation.relative("file", path);
  }
}
