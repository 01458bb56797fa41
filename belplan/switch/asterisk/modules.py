"""Which modules Asterisk loads: those that a call of ours passes through, and no others, for a fast start."""

from pathlib import Path

# The accounts must be readable before anything that reads them starts.
EARLY = ("res_config_sqlite3", "res_sorcery_config", "res_sorcery_memory", "res_sorcery_astdb", "res_sorcery_realtime")

CONTROL = (
    "res_http_websocket",
    "res_stasis",
    "res_stasis_answer",
    "res_stasis_playback",
    "res_stasis_recording",
    "res_stasis_snoop",
    "res_stasis_device_state",
    "res_websocket_client",  # res_ari will not load without it
    "res_ari",
    "res_ari_model",
    "res_ari_applications",
    "res_ari_asterisk",
    "res_ari_bridges",
    "res_ari_channels",
    "res_ari_device_states",
    "res_ari_endpoints",
    "res_ari_events",
    "res_ari_playbacks",
    "res_ari_recordings",
    "res_ari_sounds",
    "app_stasis",
)

SIP = (
    "res_pjproject",
    "res_pjsip",
    "res_pjsip_session",
    "res_pjsip_pubsub",
    "res_pjsip_outbound_publish",  # res_pjsip_exten_state will not load without it
    "res_pjsip_exten_state",  # lamp keys
    "res_pjsip_dialog_info_body_generator",  # as desk telephones ask for them (RFC 4235)
    "res_pjsip_pidf_body_generator",  # as apps ask for them (RFC 3863)
    "res_pjsip_sdp_rtp",
    "res_pjsip_authenticator_digest",
    "res_pjsip_outbound_authenticator_digest",
    "res_pjsip_endpoint_identifier_user",
    "res_pjsip_endpoint_identifier_ip",
    "res_pjsip_registrar",
    "res_pjsip_outbound_registration",
    "res_pjsip_caller_id",
    "res_pjsip_diversion",
    "res_pjsip_header_funcs",
    "res_pjsip_nat",
    "res_pjsip_path",
    "res_pjsip_rfc3326",
    "res_pjsip_dtmf_info",
    "res_pjsip_dlg_options",
    "res_pjsip_empty_info",
    "res_pjsip_logger",
    "chan_pjsip",
)

MEDIA = (
    "res_rtp_asterisk",
    "res_srtp",
    "res_crypto",
    "res_timing_timerfd",
    "res_musiconhold",
    "res_format_attr_opus",
    "codec_alaw",
    "codec_ulaw",
    "codec_a_mu",
    "codec_g722",
    "codec_gsm",
    "codec_resample",
    "format_wav",
    "format_pcm",
    "format_sln",
    "format_gsm",
)

BRIDGES = (
    "bridge_simple",
    "bridge_softmix",
    "bridge_holding",
    "bridge_native_rtp",
    "bridge_builtin_features",
)

DIALPLAN = (
    "pbx_config",
    "app_dial",
    "app_echo",
    "app_playback",
    "app_playtones",
    "func_callerid",
    "func_channel",
    "func_hangupcause",
    "func_logic",
    "func_realtime",
    "func_strings",
)


# Opus comes from Debian under one name and from Asterisk's makers under another, or not at all.
OPTIONAL = ("codec_opus_open_source", "codec_opus")


def modules_conf(folder: Path) -> str:
    """The text of modules.conf for an Asterisk whose modules lie in `folder`."""
    optional = [name for name in OPTIONAL if (folder / f"{name}.so").exists()]
    later = [*CONTROL, *SIP, *MEDIA, *optional, *BRIDGES, *DIALPLAN]
    lines = ["[modules]", "autoload=no", *(f"preload={name}.so" for name in EARLY), *(f"load={n}.so" for n in later)]
    return "\n".join(lines) + "\n"
