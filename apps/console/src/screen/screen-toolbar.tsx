import type { InputEvent } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Menu, Popover, SegmentedControl, Stack, Textarea } from '@mantine/core';
import { IconArrowsMaximize, IconChevronUp, IconKeyboard, IconTextPlus } from '@tabler/icons-react';
import { type RefObject, useState } from 'react';
import { combinationEvents, KEY_COMBINATIONS, textEvents } from './key-combinations.ts';
import { LEAVE_CHORD } from './keyboard.ts';
import { adviceOn } from './picture-age.ts';
import type { Size, Zoom } from './picture-box.ts';
import classes from './remote-screen.module.css';
import { type LookAtPath, usePath, useQualityLine } from './use-quality.ts';

export interface ScreenToolbarProps {
  readonly path: LookAtPath;
  readonly framesPerSecond: number | undefined;
  readonly seen: boolean;
  readonly control: boolean;
  readonly zoom: Zoom;
  readonly onZoom: (zoom: Zoom) => void;
  readonly onFullScreen: () => void;
  /** Absent where one only looks. */
  readonly onInput: ((events: readonly InputEvent[]) => void) | undefined;
  readonly frame: Size | undefined;
  /** What is to be said now; the connection's advice where there is nothing else. */
  readonly note: string | undefined;
  /** Menus are drawn inside it, so that they are there in full screen too. */
  readonly portal: RefObject<HTMLElement | null>;
}

export function ScreenToolbar(props: ScreenToolbarProps) {
  const { t } = useTexts();
  const { seen, control, zoom, onZoom, onFullScreen, onInput, frame, framesPerSecond, note, portal } = props;
  const way = usePath(props.path);
  const line = useQualityLine(frame, framesPerSecond, way);
  const advice = adviceOn({ framesPerSecond, roundTripMs: way?.roundTripMs, path: way?.path });
  const words = note ?? (advice === undefined ? undefined : t(`quality.advice.${advice}`));
  const portalProps = { target: portal.current ?? document.body };
  return (
    <div className={classes.toolbar}>
      <div className={classes.buttons} role="toolbar" aria-label={t('screen.toolbar')}>
        <SegmentedControl
          size="xs"
          aria-label={t('screen.zoom')}
          disabled={!seen}
          value={zoom}
          onChange={(value) => onZoom(value === 'actual' ? 'actual' : 'fit')}
          data={[
            { value: 'fit', label: t('screen.fit') },
            { value: 'actual', label: t('screen.actual') },
          ]}
        />
        <Button
          data-after-picture
          size="compact-sm"
          variant="default"
          disabled={!seen}
          leftSection={<IconArrowsMaximize size={14} stroke={1.5} aria-hidden />}
          onClick={onFullScreen}
        >
          {t('screen.full')}
        </Button>
        {onInput === undefined ? null : <InputButtons disabled={!control} portalProps={portalProps} onInput={onInput} />}
        <span className={classes.quality} title={line}>
          {line}
        </span>
      </div>
      <div className={classes.words} role="status" title={words}>
        {words}
      </div>
    </div>
  );
}

interface InputButtonsProps {
  readonly disabled: boolean;
  readonly portalProps: { readonly target: HTMLElement };
  readonly onInput: (events: readonly InputEvent[]) => void;
}

/** What a browser cannot send by itself: text of any kind, and the keys that it keeps. */
function InputButtons({ disabled, portalProps, onInput }: InputButtonsProps) {
  const { t } = useTexts();
  return (
    <>
      <TypeText disabled={disabled} portalProps={portalProps} onType={(text) => onInput(textEvents(text))} />
      {/* Where a key or a text went, the next keys go: to the picture. Escape goes back to the button all the same. */}
      <Menu position="top-start" portalProps={portalProps} returnFocus={false}>
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="default"
            disabled={disabled}
            leftSection={<IconKeyboard size={14} stroke={1.5} aria-hidden />}
            rightSection={<IconChevronUp size={14} stroke={1.5} aria-hidden />}
          >
            {t('screen.keys')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('screen.keysWhy')}</Menu.Label>
          {KEY_COMBINATIONS.map((combination) => (
            <Menu.Item key={combination.label} onClick={() => onInput(combinationEvents(combination))}>
              {combination.label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Label>{t('screen.chord', { chord: LEAVE_CHORD.label })}</Menu.Label>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

interface TypeTextProps {
  readonly disabled: boolean;
  readonly portalProps: { readonly target: HTMLElement };
  readonly onType: (text: string) => void;
}

function TypeText({ disabled, portalProps, onType }: TypeTextProps) {
  const { t } = useTexts();
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState('');
  const type = () => {
    if (text === '') return;
    setOpened(false);
    setText('');
    onType(text);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="top-start" width={360} trapFocus portalProps={portalProps}>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="default"
          disabled={disabled}
          leftSection={<IconTextPlus size={14} stroke={1.5} aria-hidden />}
          onClick={() => setOpened((before) => !before)}
        >
          {t('screen.typeText')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <Textarea
            data-autofocus
            label={t('screen.typeTextLabel')}
            description={t('screen.typeTextWhy')}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={8000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && event.ctrlKey) type();
            }}
          />
          <Button onClick={type} disabled={text === ''}>
            {t('screen.typeTextGo')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
