package io.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

/** Exceptions cross processes, as some frameworks want; they carry their location with them. */
final class SerializationTest {
  @Test
  void an_exception_is_the_same_on_the_other_side() throws IOException, ClassNotFoundException {
    SecretException sent =
        new SecretNotFoundException(SecretLocation.parse("a://p?v=1#f"), "none").forName("KEY");

    SecretException received = copy(sent);

    assertThat(received).hasSameClassAs(sent).hasMessage(sent.getMessage());
    assertThat(received.location()).isEqualTo(sent.location());
    assertThat(received.name()).isEqualTo(sent.name());
    assertThat(received.reason()).isEqualTo(sent.reason());
  }

  private static SecretException copy(SecretException sent)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sent);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (SecretException) in.readObject();
    }
  }
}
