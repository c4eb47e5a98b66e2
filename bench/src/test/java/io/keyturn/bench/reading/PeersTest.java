package io.keyturn.bench.reading;

import static org.assertj.core.api.Assertions.assertThat;

import org.github.gestalt.config.exceptions.GestaltException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each gives the right value, or a figure of it would mean nothing. */
class PeersTest {
  private final PeerReads reads = new PeerReads();

  @ParameterizedTest
  @ValueSource(ints = {2, 500})
  void keyturn_gives_the_right_value(int names) {
    KeyturnState state = new KeyturnState();
    state.names = names;
    state.setUp();
    KeyturnReads keyturn = new KeyturnReads();

    assertThat(keyturn.declared(state).exposeString()).isEqualTo("value-1");
    assertThat(keyturn.rotating(state).exposeString()).isEqualTo("value-1");
    assertThat(keyturn.map(state)).isSameAs(keyturn.declared(state));
    assertThat(keyturn.equalMap(state)).isSameAs(keyturn.declared(state));
    assertThat(keyturn.field(state).exposeString()).isEqualTo("value-1");
    assertThat(keyturn.undeclared(state).exposeString()).isEqualTo("undeclared-value");
    state.tearDown();
  }

  @Test
  void caching_java_gives_the_right_value() {
    PeerReads.CachingJava state = new PeerReads.CachingJava();
    state.setUp();

    assertThat(reads.cachingJava(state)).isEqualTo("value-1");
  }

  @Test
  void gestalt_gives_the_right_value() throws GestaltException {
    PeerReads.GestaltConfig state = new PeerReads.GestaltConfig();
    state.setUp();

    assertThat(reads.gestalt(state)).isEqualTo("value-1");
  }

  @Test
  void smallrye_gives_the_right_value() {
    PeerReads.SmallRye state = new PeerReads.SmallRye();
    state.setUp();

    assertThat(reads.smallRye(state)).isEqualTo("value-1");
  }

  @Test
  void spring_gives_the_right_value() {
    PeerReads.Spring state = new PeerReads.Spring();
    state.setUp();

    assertThat(reads.spring(state)).isEqualTo("value-1");
  }

  @Test
  void the_environment_gives_the_right_value() {
    PeerReads.Getenv state = new PeerReads.Getenv();
    state.setUp();

    assertThat(reads.getenv(state)).isNotEmpty();
  }
}
