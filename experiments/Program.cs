// The command line `hvae-repro`.

return 0;
