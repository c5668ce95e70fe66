using Saker.Cli.Commands;

return SakerCommand.Run(args);
