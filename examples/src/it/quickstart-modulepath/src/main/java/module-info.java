// region module
module quickstart {
  requires io.keyturn;

  opens quickstart to
      io.keyturn; // so that it can make the record
}
// endregion
