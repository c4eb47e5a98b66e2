package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.testkit.ProviderHarness;
import io.keyturn.testkit.SecretProviderContract;
import io.keyturn.testpages.Example;
import io.keyturn.testpages.Page;
import io.keyturn.testservers.Moto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * The contract, with the rights that the page prints and no other, on a moto that enforces them:
 * they are enough, and none is too much.
 *
 * <p>What moto enforces is the actions: of {@code kms:Decrypt}, conditions and resources it knows
 * nothing ({@link MotoIam#user}).
 */
@Isolated("some clauses count threads")
final class LeastRightsTest {
  private static final String GET = "secretsmanager:GetSecretValue";
  private static final String BATCH = "secretsmanager:BatchGetSecretValue";
  private static final String DESCRIBE = "secretsmanager:DescribeSecret";
  private static final Page PAGE = new Page("aws.md");
  private static final Pattern ACTION = Pattern.compile("\"Action\": \"([^\"]+)\"");

  @AutoClose private static Moto moto;

  private MotoIam iam;
  private MotoGate gate;
  private SecretsManagerClient admin;

  @BeforeAll
  static void start() {
    moto = Moto.start();
  }

  @BeforeEach
  void makeAdmin() throws Exception {
    moto.reset();
    gate = new MotoGate(moto.address());
    iam = new MotoIam(moto.address());
    admin = Servers.admin(moto.address(), iam.user("admin", List.of("*")));
  }

  @AfterEach
  void close() {
    admin.close();
    gate.close();
  }

  /** The actions of the policy under "Rights", and of the statement for {@code describe}. */
  private static List<String> printed(Example section) {
    return ACTION
        .matcher(section.blocks("json").get(0))
        .results()
        .map((MatchResult m) -> m.group(1))
        .toList();
  }

  private static List<String> printed(boolean describe) throws IOException {
    List<String> actions = new ArrayList<>(printed(PAGE.section("Rights")));
    if (describe) {
      actions.addAll(printed(PAGE.example("`describe`")));
    }
    return actions;
  }

  /** The clauses that fail for one who may do this. */
  private List<String> failed(List<String> actions, boolean describe) throws Exception {
    var keys = iam.user("keyturn", actions);
    moto.enforcePolicies();
    ProviderSettings.Builder settings =
        Stores.signedBy(keys, gate.address()).text(AwsKeys.DESCRIBE, Boolean.toString(describe));
    Tried.harness = () -> new AwsHarness(gate, admin, AwsHarness.QUICK, settings);
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(Tried.class))
            .execute()
            .testEvents();
    assertThat(tests.started().count()).as("clauses").isGreaterThan(30);
    return tests.failed().stream()
        .map(Event::getTestDescriptor)
        .map(test -> test.getDisplayName())
        .toList();
  }

  @Test
  void the_page_prints_two_rights_and_one_to_describe() throws IOException {
    assertThat(printed(PAGE.section("Rights"))).containsExactly(GET, BATCH);
    assertThat(printed(PAGE.example("`describe`"))).containsExactly(DESCRIBE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Witness(value = Row.RIGHTS, kind = Witness.Kind.REAL)
  void the_rights_that_the_page_prints_are_enough(boolean describe) throws Exception {
    assertThat(failed(printed(describe), describe)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    GET + ", a_text_is_read_as_it_is_stored",
    BATCH + ", a_full_batch_has_the_outcome_of_each_bundle",
    DESCRIBE + ", the_current_version_is_unchanged"
  })
  @Witness(value = Row.RIGHTS, kind = Witness.Kind.REAL)
  void none_of_them_is_too_much(String missing, String clause) throws Exception {
    boolean describe = missing.equals(DESCRIBE);
    List<String> rest = new ArrayList<>(printed(describe));
    assertThat(rest.remove(missing)).isTrue();

    assertThat(failed(rest, describe)).contains(clause);
  }

  static final class Tried extends SecretProviderContract {
    private static @Nullable Supplier<ProviderHarness> harness;

    @Override
    protected ProviderHarness newHarness() {
      return Objects.requireNonNull(harness).get();
    }
  }
}
