// The functions of libva that are used, found at run time.
#pragma once

#include <va/va.h>
#include <va/va_drm.h>

#include "internal/stream/hardware.h"

namespace anc::stream {

/// Each is called as va.h says.
struct Va {
  decltype(vaGetDisplayDRM)* GetDisplayDRM = nullptr;
  decltype(vaInitialize)* Initialize = nullptr;
  decltype(vaTerminate)* Terminate = nullptr;
  decltype(vaErrorStr)* ErrorStr = nullptr;
  decltype(vaQueryVendorString)* QueryVendorString = nullptr;
  decltype(vaMaxNumEntrypoints)* MaxNumEntrypoints = nullptr;
  decltype(vaQueryConfigEntrypoints)* QueryConfigEntrypoints = nullptr;
  decltype(vaGetConfigAttributes)* GetConfigAttributes = nullptr;
  decltype(vaCreateConfig)* CreateConfig = nullptr;
  decltype(vaCreateSurfaces)* CreateSurfaces = nullptr;
  decltype(vaCreateContext)* CreateContext = nullptr;
  decltype(vaCreateBuffer)* CreateBuffer = nullptr;
  decltype(vaDestroyBuffer)* DestroyBuffer = nullptr;
  decltype(vaMapBuffer)* MapBuffer = nullptr;
  decltype(vaUnmapBuffer)* UnmapBuffer = nullptr;
  decltype(vaCreateImage)* CreateImage = nullptr;
  decltype(vaDestroyImage)* DestroyImage = nullptr;
  decltype(vaPutImage)* PutImage = nullptr;
  decltype(vaBeginPicture)* BeginPicture = nullptr;
  decltype(vaRenderPicture)* RenderPicture = nullptr;
  decltype(vaEndPicture)* EndPicture = nullptr;
  decltype(vaSyncSurface)* SyncSurface = nullptr;

  static Result<Va> load() {
    Va va;
    const auto main = TRY(DriverLibrary::load("libva.so.2"));
    const auto drm = TRY(DriverLibrary::load("libva-drm.so.2"));
    TRY(drm.find("vaGetDisplayDRM", va.GetDisplayDRM));
    TRY(main.find("vaInitialize", va.Initialize));
    TRY(main.find("vaTerminate", va.Terminate));
    TRY(main.find("vaErrorStr", va.ErrorStr));
    TRY(main.find("vaQueryVendorString", va.QueryVendorString));
    TRY(main.find("vaMaxNumEntrypoints", va.MaxNumEntrypoints));
    TRY(main.find("vaQueryConfigEntrypoints", va.QueryConfigEntrypoints));
    TRY(main.find("vaGetConfigAttributes", va.GetConfigAttributes));
    TRY(main.find("vaCreateConfig", va.CreateConfig));
    TRY(main.find("vaCreateSurfaces", va.CreateSurfaces));
    TRY(main.find("vaCreateContext", va.CreateContext));
    TRY(main.find("vaCreateBuffer", va.CreateBuffer));
    TRY(main.find("vaDestroyBuffer", va.DestroyBuffer));
    TRY(main.find("vaMapBuffer", va.MapBuffer));
    TRY(main.find("vaUnmapBuffer", va.UnmapBuffer));
    TRY(main.find("vaCreateImage", va.CreateImage));
    TRY(main.find("vaDestroyImage", va.DestroyImage));
    TRY(main.find("vaPutImage", va.PutImage));
    TRY(main.find("vaBeginPicture", va.BeginPicture));
    TRY(main.find("vaRenderPicture", va.RenderPicture));
    TRY(main.find("vaEndPicture", va.EndPicture));
    TRY(main.find("vaSyncSurface", va.SyncSurface));
    return va;
  }
};

}  // namespace anc::stream
