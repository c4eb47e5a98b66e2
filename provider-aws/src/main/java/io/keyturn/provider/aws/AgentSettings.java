package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.ProviderSettings.Kind;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Whether a store asks the local agent, and whether what is configured fits that. */
final class AgentSettings {
  /** Those of the store; whatever else it has is for asking AWS itself. */
  private static final List<ProviderSettings.Key> OF_THE_AGENT =
      List.of(AwsKeys.AGENT, AwsKeys.AGENT_TOKEN, AwsKeys.CONNECT_TIMEOUT, AwsKeys.TIMEOUT);

  /** The agent listens on 127.0.0.1, and nobody else is to be shown its token. */
  private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "[::1]");

  private AgentSettings() {}

  static boolean areIn(ProviderSettings settings) {
    if (isGiven(AwsKeys.AGENT, settings)) {
      return true;
    }
    if (isGiven(AwsKeys.AGENT_TOKEN, settings)) {
      throw new IllegalArgumentException("agent-token goes with agent; that is missing");
    }
    return false;
  }

  /** Refuses settings that contradict each other. */
  static void check(ProviderSettings settings) {
    List<String> problems = new ArrayList<>();
    if (!isAgent(settings.uri(AwsKeys.AGENT).orElseThrow())) {
      problems.add("agent is not an address of this machine such as http://localhost:2773");
    }
    if (!isGiven(AwsKeys.AGENT_TOKEN, settings)) {
      problems.add(
          "agent-token is missing: where the agent's token is, such as file:///var/run/awssmatoken");
    }
    List<String> others = new ArrayList<>();
    for (ProviderSettings.Key key : AwsKeys.ALL) {
      if (!OF_THE_AGENT.contains(key) && isGiven(key, settings)) {
        others.add(key.name());
      }
    }
    if (!others.isEmpty()) {
      problems.add(
          "agent is given together with "
              + String.join(", ", others)
              + ", which are for asking AWS itself; with agent only agent-token, connect-timeout and"
              + " timeout are");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  private static boolean isGiven(ProviderSettings.Key key, ProviderSettings settings) {
    return key.kind() == Kind.SECRET
        ? settings.secret(key).isPresent()
        : !settings.text(key).equals(key.defaultText());
  }

  private static boolean isAgent(URI address) {
    return "http".equalsIgnoreCase(address.getScheme())
        && THIS_MACHINE.contains(address.getHost())
        && List.of("", "/").contains(address.getRawPath())
        && address.getRawQuery() == null
        && address.getRawFragment() == null;
  }
}
