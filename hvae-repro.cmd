@rem Builds the command line of this checkout where that is needed, and runs it.
@echo off
setlocal
pushd "%~dp0"
dotnet build experiments\Experiments.csproj -c Release -v quiet --nologo 1>&2 || exit /b 1
popd
dotnet "%~dp0experiments\bin\Release\net10.0\hvae-repro.dll" %*
