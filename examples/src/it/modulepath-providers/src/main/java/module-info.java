module providers {
  requires io.keyturn.provider.aws;
  requires io.keyturn.provider.env;
  requires io.keyturn.provider.vault;
}
