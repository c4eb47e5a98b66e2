// The HashiCorp Vault server (MPL-2.0) that the tests talk to, built from its module; go.sum is its checksum.
// Later versions do not build as a module: they ask for versions of their own SDK that do not fit.
package main

import (
	"os"

	"github.com/hashicorp/vault/command"
)

func main() { os.Exit(command.Run(os.Args[1:])) }
