using System.Text.Json.Serialization.Metadata;

namespace Restaurant.Api.Http;

/// <summary>An answer in JSON.</summary>
internal sealed record Json<T>(T Value, int Status = StatusCodes.Status200OK) : IResult
{
    private static readonly JsonTypeInfo<T> Form = (JsonTypeInfo<T>)ApiJson.Options.GetTypeInfo(typeof(T));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        return httpContext.Response.WriteAsJsonAsync(Value, Form, "application/json", httpContext.RequestAborted);
    }
}
