namespace Restaurant.Benchmarks.Processes;

/// <summary>The source of a web server that does as little as one can. No project of this repository: its assemblies are those of the framework alone.</summary>
internal static class EmptyApi
{
    public const string Name = "EmptyApi";

    public static readonly IReadOnlyList<(string File, string Text)> Files =
    [
        ($"{Name}.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
            </Project>
            """),
        ("Program.cs",
            """
            var app = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }).Build();
            app.MapGet("/", () => "");
            app.Run();
            """),
        // Without it the server says a line or two about each request.
        ("appsettings.json", """{ "Logging": { "LogLevel": { "Default": "Information", "Microsoft.AspNetCore": "Warning" } } }"""),
    ];
}
