package io.keyturn.provider.vault;

/** A login that Vault's agent makes: it gives its own token to requests without one. */
final class AgentLogin implements Login {
  @Override
  public Auth logIn() {
    return Auth.none();
  }

  @Override
  public String who() {
    return "the token of the agent";
  }
}
