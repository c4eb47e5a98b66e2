package io.keyturn.testservers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HttpTest {
  @Test
  void a_certificate_that_is_half_written_is_not_readable_yet(@TempDir Path folder)
      throws IOException {
    Path half = Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\nMIIB");

    assertThatThrownBy(() -> Http.trusting(half)).isInstanceOf(UncheckedIOException.class);
  }
}
