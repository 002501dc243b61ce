// ftyp and moov: what a player learns before the first fragment.
#include "internal/stream/mp4.h"
#include "internal/stream/mp4_box.h"

namespace anc::stream {
namespace {
constexpr uint32_t kVideoId = 1, kSoundId = 2;
constexpr uint16_t kUndetermined = 0x55C4;  // "und", three letters of five bits
constexpr uint32_t kEnabledInMovie = 3;     // flags of tkhd

void unity_matrix(BoxWriter& out) {
  out.u32(0x10000).zeros(12).u32(0x10000).zeros(12).u32(0x40000000);
}

void movie_header(BoxWriter& out) {
  out.full_box("mvhd", 0, 0, [&] {
    out.zeros(8).u32(1000).u32(0);           // no dates; timescale; duration: see the fragments
    out.u32(0x10000).u16(0x0100).zeros(10);  // rate and volume 1.0
    unity_matrix(out);
    out.zeros(24).u32(kSoundId + 1);  // next track's id
  });
}

void track_header(BoxWriter& out, uint32_t id, Size size) {
  out.full_box("tkhd", 0, kEnabledInMovie, [&] {
    out.zeros(8).u32(id).zeros(4).u32(0).zeros(8);
    out.u16(0).u16(0).u16(id == kSoundId ? 0x0100 : 0).u16(0);  // layer, group, volume
    unity_matrix(out);
    out.u32(size.width << 16).u32(size.height << 16);
  });
}

void avc_sample_entry(BoxWriter& out, const VideoTrack& video) {
  out.box("avc1", [&] {
    out.zeros(6).u16(1).zeros(16);
    out.u16(static_cast<uint16_t>(video.size.width)).u16(static_cast<uint16_t>(video.size.height));
    out.u32(72 << 16).u32(72 << 16).u32(0).u16(1).zeros(32).u16(24).u16(0xFFFF);
    out.box("avcC", [&] {
      // Profile, its constraints and the level are the SPS' bytes 1 to 3; lengths have 4 bytes.
      out.u8(1).raw(core::Bytes(video.sps).subspan(1, 3)).u8(0xFF);
      out.u8(0xE1).u16(static_cast<uint16_t>(video.sps.size())).raw(video.sps);
      out.u8(1).u16(static_cast<uint16_t>(video.pps.size())).raw(video.pps);
    });
    out.box("colr", [&] {
      out.text("nclx").u16(kColours.primaries).u16(kColours.transfer).u16(kColours.matrix);
      out.u8(kColours.full_range ? 0x80 : 0);
    });
  });
}

void opus_sample_entry(BoxWriter& out, const SoundTrack& sound) {
  out.box("Opus", [&] {
    out.zeros(6).u16(1).zeros(8).u16(2).u16(16).zeros(4).u32(kSoundTimescale << 16);
    out.box("dOps", [&] {
      // Two channels, 44100 Hz before the encoder, no gain, the plain mapping of channels.
      out.u8(0).u8(2).u16(sound.pre_skip).u32(44100).u16(0).u8(0);
    });
  });
}

/// Everything about samples is in the fragments.
template <class Entry>
void sample_table(BoxWriter& out, Entry&& entry) {
  out.box("dinf", [&] {
    out.full_box("dref", 0, 0, [&] {
      out.u32(1);
      out.full_box("url ", 0, 1, [] {});  // in this very file
    });
  });
  out.box("stbl", [&] {
    out.full_box("stsd", 0, 0, [&] {
      out.u32(1);
      entry();
    });
    for (const char* type : {"stts", "stsc", "stco"}) {
      out.full_box(type, 0, 0, [&] { out.u32(0); });
    }
    out.full_box("stsz", 0, 0, [&] { out.u32(0).u32(0); });
  });
}

void media_header(BoxWriter& out, uint32_t timescale, std::string_view handler,
                  std::string_view name) {
  out.full_box("mdhd", 0, 0, [&] { out.zeros(8).u32(timescale).u32(0).u16(kUndetermined).u16(0); });
  out.full_box("hdlr", 0, 0, [&] { out.u32(0).text(handler).zeros(12).text(name).u8(0); });
}

void video_track(BoxWriter& out, const VideoTrack& video) {
  out.box("trak", [&] {
    track_header(out, kVideoId, video.size);
    out.box("mdia", [&] {
      media_header(out, kVideoTimescale, "vide", "display");
      out.box("minf", [&] {
        out.full_box("vmhd", 0, 1, [&] { out.zeros(8); });
        sample_table(out, [&] { avc_sample_entry(out, video); });
      });
    });
  });
}

void sound_track(BoxWriter& out, const SoundTrack& sound) {
  out.box("trak", [&] {
    track_header(out, kSoundId, {});
    out.box("edts", [&] {
      // The sound begins behind the encoder's own samples; its length is that of the fragments.
      out.full_box("elst", 0, 0, [&] { out.u32(1).u32(0).u32(sound.pre_skip).u16(1).u16(0); });
    });
    out.box("mdia", [&] {
      media_header(out, kSoundTimescale, "soun", "sound");
      out.box("minf", [&] {
        out.full_box("smhd", 0, 0, [&] { out.zeros(4); });
        sample_table(out, [&] { opus_sample_entry(out, sound); });
      });
    });
  });
}

}  // namespace

std::vector<std::byte> mp4_header(const VideoTrack& video, const std::optional<SoundTrack>& sound) {
  CHECK(video.sps.size() >= 4 && !video.pps.empty(), "a track of H.264 has its parameter sets");
  BoxWriter out;
  out.box("ftyp", [&] { out.text("iso5").u32(512).text("iso5").text("iso6").text("mp41"); });
  out.box("moov", [&] {
    movie_header(out);
    video_track(out, video);
    if (sound) sound_track(out, *sound);
    out.box("mvex", [&] {
      for (const uint32_t id : {kVideoId, kSoundId}) {
        if (id == kSoundId && !sound) continue;
        out.full_box("trex", 0, 0, [&] { out.u32(id).u32(1).u32(0).u32(0).u32(0); });
      }
    });
  });
  return out.take();
}

}  // namespace anc::stream
