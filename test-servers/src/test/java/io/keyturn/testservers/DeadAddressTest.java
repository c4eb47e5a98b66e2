package io.keyturn.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

class DeadAddressTest {

  @Test
  void a_hung_one_takes_connections_and_says_nothing() throws IOException {
    try (DeadAddress dead = DeadAddress.hung();
        Socket client = connected(dead)) {
      client.setSoTimeout(50);
      client.getOutputStream().write('?');

      assertThatThrownBy(client.getInputStream()::read).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void a_refusing_one_takes_no_connection() {
    try (DeadAddress dead = DeadAddress.refusing()) {
      assertThatThrownBy(() -> connected(dead)).isInstanceOf(ConnectException.class);
      assertThat(dead.address()).hasHost("127.0.0.1");
    }
  }

  private static Socket connected(DeadAddress dead) throws IOException {
    return new Socket(dead.address().getHost(), dead.address().getPort());
  }
}
